import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeTensorFile } from '../../packages/checkpoints/src/files/decode-tensor-file.ts';
import { decodeRunCheckpoint } from '../../packages/checkpoints/src/node/run-checkpoint/decode-run-checkpoint.ts';
import { decodeImage } from '../../packages/datasets/src/pixels/decode-image.ts';
import { decodeIndices } from '../../packages/datasets/src/pixels/decode-indices.ts';
import { readMat } from '../../packages/formats/src/mat/read-mat.ts';
import { readNpy } from '../../packages/formats/src/npy/read-npy.ts';

// Readers that take a path (HDF5, IDX, lists, adapters' folders) open it themselves, by one door, and hand on what it gives.

const at = (path) => fileURLToPath(new URL(`../../packages/${path}`, import.meta.url));
const sharp = createRequire(at('datasets/package.json'))('sharp');

/** A view at an odd place of a larger buffer with other bytes around it. */
function offsetView(bytes) {
  const around = new Uint8Array(bytes.length + 11).fill(0xa5);
  around.set(bytes, 3);
  return around.subarray(3, 3 + bytes.length);
}

/** A Buffer as Node cuts small ones: a part of a pool, whose own offset is rarely a multiple of 8. */
function pooled(bytes) {
  const pool = Buffer.alloc(bytes.length + 64, 0x5a);
  pool.set(bytes, 17);
  return pool.subarray(17, 17 + bytes.length);
}

const kinds = [
  ['Buffer', (bytes) => Buffer.from(bytes)],
  ['a Buffer within a pool', pooled],
  ['a view at an odd offset', offsetView],
];

/** The fixtures of a package with one of the endings. */
function fixtures(folder, ending) {
  const names = readdirSync(at(folder)).filter((name) => ending.test(name));
  return names.map((name) => [name, async () => new Uint8Array(readFileSync(`${at(folder)}/${name}`))]);
}

/** Twelve by seven pixels, of three channels or four. */
function picture(channels) {
  const data = Uint8Array.from({ length: 12 * 7 * channels }, (_, i) => (i * 37 + (i >> 3)) % 256);
  return sharp(data, { raw: { width: 12, height: 7, channels } });
}

/** What a file gives, or what is said of one that is refused. */
async function outcome(read, bytes) {
  try {
    return await read(bytes);
  } catch (error) {
    return { message: error.message };
  }
}

const tensorFiles = fixtures('checkpoints/src/__fixtures__', /\.(pth|safetensors)$/);
const matFiles = fixtures('formats/src/__fixtures__', /\.mat$/);
const npyFiles = fixtures('formats/src/__fixtures__', /\.npy$/);
const encoded = ['png', 'jpeg', 'webp', 'gif', 'tiff'].map((format) => [
  `picture.${format}`,
  async () =>
    new Uint8Array(
      await picture(format === 'jpeg' ? 3 : 4)
        .toFormat(format)
        .toBuffer(),
    ),
]);
const raw = Uint8Array.from({ length: 18 }, (_, i) => i * 14);
const ppm = Uint8Array.from([...Buffer.from('P6\n3 2\n255\n'), ...raw]);
const indexed = async () =>
  new Uint8Array(
    await sharp(raw, { raw: { width: 6, height: 3, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer(),
  );

const readers = {
  decodeTensorFile: [tensorFiles, (bytes) => decodeTensorFile(bytes)],
  decodeRunCheckpoint: [
    fixtures('checkpoints/src/__fixtures__', /\.ftn$/),
    (bytes) => decodeRunCheckpoint(bytes),
  ],
  readMat: [matFiles, (bytes) => readMat(bytes)],
  readNpy: [npyFiles, (bytes) => readNpy(bytes)],
  decodeImage: [[...encoded, ['picture.ppm', async () => ppm]], (bytes) => decodeImage(bytes, 'picture')],
  decodeIndices: [[['map.png', indexed]], (bytes) => decodeIndices(bytes, 'map')],
};

describe.each(Object.entries(readers))('%s', (_reader, [files, read]) => {
  it('has files to read', () => expect(files.length).toBeGreaterThan(0));

  it.each(files)('reads %s the same whatever holds its bytes', async (_name, bytesOf) => {
    const bytes = await bytesOf();
    const expected = await outcome(read, Uint8Array.from(bytes));
    for (const [kind, of] of kinds) {
      const given = of(bytes);
      expect(await outcome(read, given), kind).toEqual(expected);
      expect(Buffer.compare(given, bytes), `${kind} is left as it was`).toBe(0);
    }
  });

  it.each(files)('reads %s at all, unless it is one to be refused', async (name, bytesOf) => {
    const found = await outcome(read, await bytesOf());
    if (!/^(refused|none|version4|halves)/.test(name)) expect(found).not.toHaveProperty('message');
  });
});
