import { ByteReader } from '../bytes/byte-reader.js';
import type { Fail } from '../bytes/fail.js';
import { bytesPerElement } from '../tensors/tensor-data.js';
import { readPickle } from './pickle/read-pickle.js';
import { nameOfKind, PickleDict, type PickleValue } from './pickle/values.js';
import type { PthContent } from './pth-content.js';
import { plainWorld, TorchWorld } from './torch/torch-world.js';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/** True where the bytes begin as `torch.save` began its files before 1.6: a pickle of a 10-byte number. */
export function isLegacyPth(bytes: Uint8Array): boolean {
  const start = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];
  return bytes[0] === 0x80 && start.every((byte, i) => bytes[i + 2] === byte);
}

/**
 * Reads the format of `torch.save` before 1.6: pickles of a magic number, the version, the machine, the value and the
 * keys of its storages, then for each key a 64-bit count and the elements.
 */
export function readLegacyPth(bytes: Uint8Array, fail: Fail): PthContent {
  const reader = new ByteReader(bytes, fail);
  const plain = () => readPickle(reader, plainWorld);
  if (plain() !== MAGIC) fail('not a file of torch.save', { offset: 0 });
  const version = plain();
  if (version !== PROTOCOL)
    reader.fail(`version ${describe(version)} of the format`, { expected: `${PROTOCOL}` });
  const machine = plain();
  if (!(machine instanceof PickleDict) || machine.entries.get('little_endian') !== true) {
    reader.fail('numbers not in little-endian order', { hint: 'Save it again on a little-endian machine.' });
  }
  const world = new TorchWorld();
  const value = readPickle(reader, world);
  const storages = readStorages(reader, plain(), world);
  if (reader.left > 0) reader.fail('bytes after the last storage', { got: `${reader.left} bytes` });
  return { value, storage: (key) => storages.get(key)! };
}

function readStorages(reader: ByteReader, keys: PickleValue, world: TorchWorld): Map<string, Uint8Array> {
  if (!Array.isArray(keys)) return reader.fail('the list of storages is missing', { got: nameOfKind(keys) });
  const storages = new Map<string, Uint8Array>();
  for (const key of keys) {
    const storage = typeof key === 'string' ? world.storages.get(key) : undefined;
    if (storage === undefined || storages.has(key as string)) {
      return reader.fail(`storage '${describe(key)}' does not belong to the tensors, or appears twice`);
    }
    const count = reader.u64('a storage');
    if (count !== storage.length) {
      reader.fail(`storage '${storage.key}' has a size that does not match its tensors`, {
        expected: `${storage.length}`,
        got: `${count}`,
      });
    }
    storages.set(
      storage.key,
      reader.take(count * bytesPerElement(storage.dtype), `storage '${storage.key}'`),
    );
  }
  const missing = [...world.storages.keys()].find((key) => !storages.has(key));
  if (missing !== undefined) reader.fail(`storage '${missing}' is not in the file`);
  return storages;
}

const describe = (value: PickleValue) =>
  typeof value === 'object' ? nameOfKind(value) : String(value).slice(0, 40);
