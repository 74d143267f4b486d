import { selectBackbone } from '@ftn/adapters';
import { createArchitecture } from '@ftn/backbones';
import { encodeSafetensors, type NamedTensors, type TensorFile } from '@ftn/checkpoints';
import { readTensorFile, writeFileAtomic } from '@ftn/checkpoints/node';
import { FormatError } from '@ftn/errors';
import { inHalfPrecision } from './half.js';

/** Which weights to convert, and how. */
export interface ConvertOptions {
  /** The file to read: .pth, .pt or .safetensors. Nothing in it is ever run. */
  readonly from: string;
  /** The .safetensors file to write. */
  readonly to: string;
  /** Where in a checkpoint the weights are, e.g. `state_dict`; default where they are found. */
  readonly key?: string | undefined;
  /** Keep only names that begin so, and cut it off, e.g. `module.encoder_q.`. */
  readonly prefix?: string | undefined;
  /** Keep only the weights of this backbone, and check that all are there. */
  readonly backbone?: string | undefined;
  /** Store floating-point numbers as float16. */
  readonly half?: boolean | undefined;
}

/** What was written. */
export interface ConvertedFile {
  readonly file: string;
  readonly tensors: number;
  /** The types of the tensors, e.g. `float32`. */
  readonly types: readonly string[];
  /** The size of the file. */
  readonly bytes: number;
  /** What was decided on the way: where the weights were found, what was left out. */
  readonly notes: readonly string[];
}

const few = (names: readonly string[]) =>
  (names.length > 8 ? [...names.slice(0, 8), `${names.length - 8} more`] : names).join(', ');

/** What a reader of a checkpoint wants to know was decided for it. */
function notesOn({ keys, prefix, ignored }: TensorFile): string[] {
  return [
    ...(keys.length > 0 ? [`the state dict was found under '${keys.join('/')}'`] : []),
    ...(prefix === '' ? [] : [`every name lost its '${prefix}'`]),
    ...(ignored.length > 0 ? [`left out, being no tensors: ${few(ignored)}`] : []),
  ];
}

/** The tensors whose names begin with `prefix`, without it. */
function below(prefix: string, tensors: NamedTensors, file: string): NamedTensors {
  const kept = [...tensors].filter(([name]) => name.startsWith(prefix) && name !== prefix);
  if (kept.length > 0) return new Map(kept.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
  throw new FormatError(`no name begins with '${prefix}'`, {
    file,
    got: few([...tensors.keys()]),
    hint: 'Give `prefix` the beginning of the names to keep, with its last dot.',
  });
}

interface Selected {
  readonly tensors: NamedTensors;
  readonly notes: readonly string[];
}

/** The tensors to write: all, those below a prefix, or a backbone's alone, checked. */
function select(found: TensorFile, { from, prefix, backbone }: ConvertOptions): Selected {
  const tensors = prefix === undefined ? found.tensors : below(prefix, found.tensors, from);
  if (backbone === undefined) return { tensors, notes: [] };
  const own = selectBackbone(createArchitecture(backbone), tensors, from);
  const others = own.leftOut.filter((name) => !name.endsWith('num_batches_tracked'));
  return {
    tensors: own.tensors,
    notes: [
      ...(own.prefix === '' ? [] : [`the backbone was found below '${own.prefix}'`]),
      ...(others.length > 0 ? [`left out, being none of ${backbone}'s: ${few(others)}`] : []),
    ],
  };
}

/**
 * Weights of PyTorch as safetensors, read as data and never run:
 *
 * ```ts
 * await convert({ from: 'resnet18.pth', to: 'resnet18.safetensors', backbone: 'resnet18' });
 * ```
 *
 * @throws UsageError for an unknown backbone, MismatchError where its weights are not all there, FormatError
 * where the file cannot be read or a number does not fit float16
 */
export async function convert(options: ConvertOptions): Promise<ConvertedFile> {
  const { from, to, key, half = false } = options;
  const found = await readTensorFile(from, key === undefined ? {} : { key });
  const { tensors, notes } = select(found, options);
  const written = half ? inHalfPrecision(tensors, from) : tensors;
  const bytes = encodeSafetensors(written, { format: 'pt', ...Object.fromEntries(found.metadata) });
  await writeFileAtomic(to, bytes);
  return {
    file: to,
    tensors: written.size,
    types: [...new Set([...written.values()].map(({ dtype }) => dtype))],
    bytes: bytes.length,
    notes: [...notesOn(found), ...notes],
  };
}
