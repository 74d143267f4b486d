import { FormatError } from '@ftn/errors';
import { decodePth, type PthOptions } from '../pth/decode-pth.js';
import { isLegacyPth } from '../pth/read-legacy-pth.js';
import { decodeSafetensors } from '../safetensors/decode-safetensors.js';
import type { NamedTensors } from '../tensors/tensor-data.js';
import { foreignContent } from './foreign-content.js';

/** The tensors of a file of weights of any format that is read. */
export interface TensorFile {
  readonly tensors: NamedTensors;
  readonly format: 'safetensors' | 'pth-zip' | 'pth-legacy';
  /** The words of a safetensors file's `__metadata__`. */
  readonly metadata: ReadonlyMap<string, string>;
  /** The keys that led to the state dict within a PyTorch file, e.g. `['state_dict']`. */
  readonly keys: readonly string[];
  /** What every name lost: `module.` or ''. */
  readonly prefix: string;
  /** Entries that are not tensors. */
  readonly ignored: readonly string[];
}

/**
 * Reads a file of weights by its content, whatever its name: safetensors, or PyTorch's (zip or before 1.6).
 *
 * @throws FormatError that says what the file is instead: a Git LFS pointer, a web page, an archive …
 */
export function decodeTensorFile(bytes: Uint8Array, options: PthOptions = {}): TensorFile {
  if (isZip(bytes) || isLegacyPth(bytes)) return { metadata: new Map(), ...decodePth(bytes, options) };
  const { file } = options;
  if (isSafetensors(bytes)) {
    const found = decodeSafetensors(bytes, file === undefined ? {} : { file });
    return { ...found, format: 'safetensors', keys: [], prefix: '', ignored: [] };
  }
  const { is, hint } = foreignContent(bytes);
  throw new FormatError('not a file of weights', {
    ...(file === undefined ? {} : { file }),
    expected: 'safetensors or a file of torch.save',
    got: is,
    hint,
  });
}

const isZip = (bytes: Uint8Array) => [0x50, 0x4b, 0x03, 0x04].every((byte, i) => bytes[i] === byte);

/** A header's length of less than 4 GB, then `{`: no text and no other format begins so. */
function isSafetensors(bytes: Uint8Array): boolean {
  return bytes.length > 8 && bytes[8] === 0x7b && [4, 5, 6, 7].every((i) => bytes[i] === 0);
}
