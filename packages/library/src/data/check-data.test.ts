import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkableData, checkData } from './check-data.js';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-check-'));
  for (const set of ['train', 'test']) {
    await mkdir(join(scratch, 'birds', set, 'owl'), { recursive: true });
    await writeFile(join(scratch, 'birds', set, 'owl', 'one.png'), 'no picture');
  }
});
afterAll(() => rm(scratch, { recursive: true }));

describe('checkData', () => {
  it('lists the faults of every image, and reports progress', async () => {
    const told: [number, number][] = [];
    const folder = join(scratch, 'birds');
    const found = await checkData(folder, { onImage: (...at) => told.push(at) });
    expect(found).toMatchObject({ root: folder, images: 2 });
    expect(found.problems.filter(({ severity }) => severity === 'error').map(({ file }) => file)).toEqual(
      expect.arrayContaining(['train', 'test'].map((set) => join(folder, set, 'owl', 'one.png'))),
    );
    expect(told.at(-1)).toEqual([2, 2]);
  });

  it.each(['mini-domains', 'mini-rooms', 'idx:somewhere'])(
    'refuses to check %s, which needs no check',
    async (spec) => {
      await expect(checkData(spec)).rejects.toThrow(
        `'${spec}' needs no check: expected one of FOLDER, maps:FOLDER, nyud:ROOT`,
      );
    },
  );
});

describe('checkableData', () => {
  it('is the data set a file belongs to, without its domain shift', () => {
    const folder = join(scratch, 'birds');
    const file = join(folder, 'train', 'owl', 'one.png');
    expect(checkableData(['mini-domains', `edges:${folder}`], file)).toBe(folder);
    expect(checkableData([folder], '')).toBe(folder);
    expect(checkableData([folder], join(scratch, 'elsewhere.png'))).toBeUndefined();
    expect(checkableData(['mini-domains', join(scratch, 'none')], file)).toBeUndefined();
  });
});
