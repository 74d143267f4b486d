import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { damageFigure, row, seeded, surviveDamage } from '@ftn/reliability';
import { afterAll, beforeAll, expect } from 'vitest';
import { openHdf5 } from './hdf5/open-hdf5.js';
import { readIdx } from './idx/read-idx.js';
import { readMat } from './mat/read-mat.js';
import type { NdArray } from './nd-array.js';
import { readNpy } from './npy/read-npy.js';
import { describeMat, formatFixture } from './testing/format-fixtures.js';
import { knownEdits } from './testing/known-edits.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ftn-damage-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const classes: Readonly<Record<string, string>> = { Float64Array: 'double', Float32Array: 'single' };

/** As scripts/references/decoder.py says it: class, shape, sha256 of the numbers' bytes. */
function describeArray({ shape, data }: NdArray): unknown {
  const type = data.constructor.name;
  // Which of its many NaNs a NaN is means nothing.
  if (type.startsWith('Float'))
    for (const [i, v] of data.entries()) if (Number.isNaN(v)) data[i] = Number.NaN;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const name = classes[type] ?? type.replace('Big', '').replace('Array', '').toLowerCase();
  return [name, shape, createHash('sha256').update(bytes).digest('hex')];
}

row('F1', 'npy', async () => {
  const outcome = await surviveDamage({
    format: 'npy',
    original: formatFixture('fortran.npy'),
    decode: (bytes, file) => readNpy(bytes, { file }),
    describe: describeArray,
    reference: 'npy',
    known: knownEdits('npy'),
  });
  expect(outcome.broken).toEqual([]);
  expect(outcome.refused).toBeGreaterThan(outcome.files / 3);
  return damageFigure(outcome);
});

for (const name of ['plain.mat', 'packed.mat', 'big-endian.mat']) {
  row('F1', name, async () => {
    const outcome = await surviveDamage({
      format: name,
      original: formatFixture(name),
      count: 5000,
      decode: (bytes, file) => readMat(bytes, { file }),
      describe: ({ variables }) =>
        // NumPy's texts of one width end before their zero characters.
        JSON.parse(
          JSON.stringify(
            Object.fromEntries([...variables].map(([key, value]) => [key, describeMat(value)])),
            (_, value) => (typeof value === 'string' ? value.replace(/\0+$/, '') : value),
          ),
        ),
      reference: 'mat',
    });
    expect(outcome.broken).toEqual([]);
    expect(outcome.refused).toBeGreaterThan(outcome.files / 10);
    return damageFigure(outcome);
  });
}

const hdf5Names = ['images', 'depths', 'labels', 'wide', 'group/big'];

row('F1', 'hdf5', async () => {
  const path = join(folder, 'x.bin');
  const outcome = await surviveDamage({
    format: 'hdf5',
    original: formatFixture('arrays.h5'),
    async decode(bytes) {
      writeFileSync(path, bytes);
      const file = await openHdf5(path);
      try {
        return hdf5Names.map((name) => [name, describeArray(file.dataset(name).read())]);
      } finally {
        file.close();
      }
    },
    describe: (arrays) => Object.fromEntries(arrays as [string, unknown][]),
    reference: 'hdf5',
    known: knownEdits('hdf5'),
  });
  expect(outcome.broken).toEqual([]);
  expect(outcome.refused).toBeGreaterThan(outcome.files / 10);
  return damageFigure(outcome);
});

row('F1', 'idx', async () => {
  // Without a reference of its own: the format is a header of sizes and the bytes, so whatever is accepted is whole.
  const original = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, ...Array(24).keys()]);
  const outcome = await surviveDamage({
    format: 'idx',
    original,
    async decode(bytes) {
      const path = join(folder, 'x.bin');
      writeFileSync(path, bytes);
      return readIdx(path, 3);
    },
    describe: ({ shape, data }) => [shape, [...data]],
    excused: (ours, _, bytes) => {
      const [shape, data] = JSON.parse(ours) as [number[], number[]];
      const length = shape.reduce((a, b) => a * b, 1);
      return length === data.length && Buffer.from(data).equals(bytes.subarray(16));
    },
  });
  expect(outcome.broken).toEqual([]);
  return damageFigure(outcome);
});

seeded('F1', 'an order of axes is not looked at', async () => {
  const careless = await surviveDamage({
    format: 'npy',
    original: formatFixture('fortran.npy'),
    count: 0,
    known: knownEdits('npy'),
    decode(bytes, file) {
      const found = readNpy(bytes, { file });
      return bytes.length % 2 ? { ...found, data: found.data.slice().reverse() } : found;
    },
    describe: describeArray,
  });
  expect(careless.broken.join()).toContain('reads other values');
});
