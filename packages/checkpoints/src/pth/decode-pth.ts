import { failWith } from '../bytes/fail.js';
import { checkReadNumbers } from '../tensors/check-numbers.js';
import type { NamedTensors, TensorData } from '../tensors/tensor-data.js';
import { isLegacyPth, readLegacyPth } from './read-legacy-pth.js';
import { readZipPth } from './read-zip-pth.js';
import { materialise } from './torch/materialise.js';
import { findStateDict, type StateDictPlace } from './torch/state-dict.js';

/** How a `.pth` file is read. */
export interface PthOptions {
  /** The file's name in errors. */
  readonly file?: string;
  /**
   * Where in the file the state dict is, parts separated by `/`, '' for the whole; default: where one is found,
   * below `state_dict`, `model` and the like.
   */
  readonly key?: string;
  /** Verify the archive's checksums; default true. */
  readonly checkCrc?: boolean;
}

/** The tensors of a file of `torch.save`, and how they were found. */
export interface PthFile extends StateDictPlace {
  readonly tensors: NamedTensors;
  readonly format: 'pth-zip' | 'pth-legacy';
}

const MEBIBYTE = 2 ** 20;

/**
 * Reads the tensors of a PyTorch file, of 1.6 and later (zip) or before, as data: nothing in it is run.
 *
 * Tensors are row-major, views of `bytes` where they stand so in the file; names lose a `module.` they all begin with.
 *
 * @throws FormatError where the file names a type other than a tensor's (with `module.name` and offset), where a
 * tensor lies outside its storage, where archive, pickle and storages disagree, or where a number is not finite.
 */
export function decodePth(bytes: Uint8Array, options: PthOptions = {}): PthFile {
  const { file, key, checkCrc = true } = options;
  const fail = failWith(file);
  const budget = Math.max(64 * MEBIBYTE, 4 * bytes.length);
  const isLegacy = isLegacyPth(bytes);
  const content = isLegacy ? readLegacyPth(bytes, fail) : readZipPth(bytes, { checkCrc, budget }, fail);
  const found = findStateDict(content.value, fail, key);
  const storages = new Map<string, Uint8Array>();
  const copies = { left: budget };
  const tensors = new Map<string, TensorData>();
  for (const [name, tensor] of found.tensors) {
    const { key: storageKey } = tensor.storage;
    const storage = storages.get(storageKey) ?? content.storage(storageKey);
    storages.set(storageKey, storage);
    tensors.set(name, materialise(name, tensor, storage, copies, fail));
  }
  checkReadNumbers(tensors, file);
  return { ...found, tensors, format: isLegacy ? 'pth-legacy' : 'pth-zip' };
}
