import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '@ftn/errors/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Trained } from '../train/trained.js';
import { type CellResult, cellFolder, readCell, writeFailure, writeResult } from './cell-folder.js';

let out: string;
const id = '0123456789abcdef';
const trained = {
  domain: 'NaN',
  metric: 'PSNR',
  metrics: { PSNR: Number.POSITIVE_INFINITY, mErr: Number.NaN, accuracy: 50 },
  validation: Number.NaN,
} as unknown as Trained;
const result: CellResult = { id, label: 'ftn R=1', engine: 'native', seconds: 1, trained: [trained] };

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'ftn-cell-'));
  await makeFolder(cellFolder(out, id));
});
afterAll(() => rm(out, { recursive: true, force: true }));

describe('the folder of a run of a sweep', () => {
  it('keeps numbers that are not finite, and a domain that is called as one of them', async () => {
    expect((await readCell(out, { id })).state).toBe('waiting');
    await writeFailure(cellFolder(out, id), { id, label: 'ftn R=1', message: 'no', output: '', attempts: 1 });
    expect((await readCell(out, { id })).state).toBe('failed');
    await writeResult(cellFolder(out, id), result);
    expect(await readCell(out, { id })).toEqual({ state: 'finished', result, failure: null });
  });

  it.each(['', '[]', '{}', '{"id":"another"}', 'null'])('is refused with %j for a result', async (text) => {
    await writeFile(join(cellFolder(out, id), 'result.json'), text);
    await expect(readCell(out, { id })).rejects.toThrow(/result\.json: this is no record of a run/);
  });
});
