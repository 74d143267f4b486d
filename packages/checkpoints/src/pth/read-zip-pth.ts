import { ByteReader } from '../bytes/byte-reader.js';
import type { Fail } from '../bytes/fail.js';
import { bytesPerElement } from '../tensors/tensor-data.js';
import { readPickle } from './pickle/read-pickle.js';
import type { PthContent } from './pth-content.js';
import { TorchWorld } from './torch/torch-world.js';
import { checkUnpackedSize, readZipContent } from './zip/zip-content.js';
import { readZipDirectory, type ZipEntry } from './zip/zip-directory.js';

/** Reads an archive of `torch.save` (1.6 and later): `<name>/data.pkl`, `<name>/byteorder`, `<name>/data/<key>`. */
export function readZipPth(
  bytes: Uint8Array,
  options: { checkCrc: boolean; budget: number },
  fail: Fail,
): PthContent {
  const entries = readZipDirectory(bytes, fail);
  checkUnpackedSize(entries.values(), options.budget, fail);
  const content = (entry: ZipEntry) => readZipContent(bytes, entry, options.checkCrc, fail);
  const root = findRoot(entries, fail);
  const byteorder = entries.get(`${root}/byteorder`);
  if (byteorder) {
    const text = new TextDecoder().decode(content(byteorder));
    if (text !== 'little')
      fail(`numbers in ${text.slice(0, 20)}-endian order`, {
        hint: 'Save it again on a little-endian machine.',
      });
  }
  const storageEntry = (key: string, sayNo: Fail) =>
    entries.get(`${root}/data/${key}`) ?? sayNo(`storage '${key.slice(0, 80)}' is not in the archive`);
  const world = new TorchWorld(({ key, dtype, length }, sayNo) => {
    const { size } = storageEntry(key, sayNo);
    if (size !== length * bytesPerElement(dtype)) {
      sayNo(`storage '${key}' has a size that does not match its type`, {
        expected: `${length} ${dtype}`,
        got: `${size} bytes`,
      });
    }
  });
  const pickle = entries.get(`${root}/data.pkl`)!;
  const reader = new ByteReader(content(pickle), fail, { base: pickle.dataStart });
  const value = readPickle(reader, world);
  if (reader.left > 0) reader.fail('bytes after the pickle');
  return { value, storage: (key) => content(storageEntry(key, fail)) };
}

function findRoot(entries: ReadonlyMap<string, ZipEntry>, fail: Fail): string {
  const pickles = [...entries.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  const root = pickles[0]?.slice(0, -'/data.pkl'.length);
  if (root === undefined || pickles.length > 1) {
    return fail('a zip archive, but not one of torch.save', {
      expected: 'one data.pkl in its folder',
      got: [...entries.keys()].slice(0, 5).join(', ').slice(0, 200) || 'an empty archive',
      hint: 'Name the .pth or .safetensors file of the weights.',
    });
  }
  if (entries.has(`${root}/constants.pkl`)) {
    fail('a TorchScript program, not a file of weights', {
      hint: 'In PyTorch: torch.save(torch.jit.load(file).state_dict(), new_file).',
    });
  }
  return root;
}
