import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, StorageError } from '@ftn/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeArray, expectedOf, fixturePath, formatFixture } from '../testing/format-fixtures.js';
import { type Hdf5File, openHdf5 } from './open-hdf5.js';

const expected = expectedOf('arrays.h5') as Record<string, { rows?: string[] }>;
let file: Hdf5File;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ftn-hdf5-'));
  file = await openHdf5(fixturePath('arrays.h5'));
});
afterAll(async () => {
  file.close();
  await rm(folder, { recursive: true });
});

describe('openHdf5', () => {
  it.each(['images', 'depths', 'labels', 'wide', 'group/big', 'group/scalar', 'alias'])(
    'reads %s as h5py does',
    (name) => {
      expect(describeArray(file.dataset(name).read())).toEqual(expected[name]);
    },
  );

  it('reads a block, texts and booleans, and lists groups', () => {
    expect(describeArray(file.dataset('images').read([2, 3]))).toEqual(expected['images[2]']);
    const { shape, data } = file.dataset('depths').read([1, 3], null, [2, 4]);
    expect(shape).toEqual([2, 6, 2]);
    const whole = file.dataset('depths').read().data;
    expect(data[2 * 6 + 3]).toBe(whole[2 * 30 + 1 * 5 + 3 - 0]);
    expect(file.dataset('names').texts()).toEqual(expected.names!.rows);
    expect(file.dataset('fixed').texts()).toEqual(expected.fixed!.rows);
    expect([...file.dataset('flags').read().data]).toEqual([1, 0]);
    expect(file.keys('group').sort()).toEqual(['big', 'scalar']);
    expect(file.keys()).toContain('images');
  });

  it.each<[string, () => unknown, RegExp]>([
    ['a name it has not', () => file.dataset('depth'), /no data set 'depth': got .*depths/],
    ['a group as data', () => file.dataset('group'), /no data set 'group'/],
    ['data as a group', () => file.keys('images'), /no group 'images'/],
    ['a link to another file', () => file.dataset('outside'), /without a target inside the file/],
    ['a link to nothing', () => file.dataset('broken'), /without a target inside the file/],
    ['data kept in other files', () => file.dataset('virtual'), /keeps its data in other files/],
    ['external storage', () => file.dataset('raw').read(), /the numbers of 'raw' cannot be read/],
    ['8 TiB', () => file.dataset('bomb').read(), /'bomb' would exceed the memory budget/],
    ['half floats', () => file.dataset('half').read(), /no supported numbers/],
    ['text as numbers', () => file.dataset('names').read(), /no supported numbers/],
    ['numbers as text', () => file.dataset('wide').texts(), /holds no text/],
    [
      'a block outside',
      () => file.dataset('images').read([3, 5]),
      /expected a range of dimension 0 within 0 … 4, got 3 … 5/,
    ],
  ])('refuses %s', (_, call, message) => {
    expect(call).toThrow(FormatError);
    expect(call).toThrow(message);
    expect(call).toThrow(/^\/.*arrays\.h5: /);
  });

  it('names the format of a file that is not HDF5', async () => {
    const write = async (name: string, bytes: Uint8Array) => {
      await writeFile(join(folder, name), bytes);
      return join(folder, name);
    };
    await expect(
      openHdf5(await write('cut.h5', formatFixture('arrays.h5').subarray(0, 9000))),
    ).rejects.toThrow(/cut\.h5: the HDF5 file is cut short \(truncated file: eof = 9000/);
    await expect(openHdf5(await write('v5.mat', formatFixture('plain.mat')))).rejects.toThrow(
      /v5\.mat, byte 0: this is not an HDF5 file/,
    );
    await expect(openHdf5(await write('empty.h5', new Uint8Array()))).rejects.toThrow(/the file is empty/);
    await expect(openHdf5(join(folder, 'none.h5'))).rejects.toThrow(StorageError);
    await expect(openHdf5(folder)).rejects.toThrow(/not a file/);
  });
});
