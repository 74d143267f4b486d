import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepMeasured, type MeasuredTasks, readMeasured } from './measured.js';
import { scoreOf } from './task-result.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ftn-measured-'));
});
afterEach(() => rm(directory, { recursive: true }));

const measured: MeasuredTasks = {
  normals: { metrics: { mErr: Number.NaN, median: 12.5 }, validation: 17.25, seconds: 3.5 },
  reconstruction: {
    metrics: { PSNR: Number.POSITIVE_INFINITY, SSIM: Number.NEGATIVE_INFINITY },
    validation: Number.NaN,
    seconds: 1,
  },
  classification: {
    metrics: { accuracy: 50, top5: 100 },
    validation: null,
    perClass: [
      { count: 2, correct: 1 },
      { count: 0, correct: 0 },
    ],
    seconds: 0.25,
  },
};

describe('measured.json', () => {
  it('gives back every number, one that is not finite too, for the tasks asked for', async () => {
    await keepMeasured(directory, measured);
    expect(await readdir(directory)).toEqual(['measured.json']);
    expect(await readMeasured(directory, ['normals', 'reconstruction', 'classification'])).toEqual(measured);
    expect(await readMeasured(directory, ['classification'])).toEqual({
      classification: measured.classification,
    });
  });

  it('is as good as absent where a task was not evaluated, or the file is damaged', async () => {
    expect(await readMeasured(directory, ['normals'])).toBeNull();
    await keepMeasured(directory, measured);
    expect(await readMeasured(directory, ['normals', 'depth'])).toBeNull();
    const broken = [
      '{"normals":{"metrics":{"mErr":1},"valid',
      'null',
      '{"normals":null}',
      '{"normals":{"metrics":null,"validation":null,"seconds":1}}',
      '{"normals":{"metrics":{"mErr":1},"seconds":1}}',
      '{"normals":{"metrics":{"mErr":1},"validation":null,"seconds":"1"}}',
      '{"normals":{"metrics":{"mErr":1},"validation":null,"seconds":1,"perClass":3}}',
      // As runs wrote it before tasks had metrics of their own.
      '{"test":71.5,"validation":70,"perClass":[],"seconds":12}',
    ];
    for (const text of broken) {
      await writeFile(join(directory, 'measured.json'), text);
      expect(await readMeasured(directory, ['normals']), text).toBeNull();
    }
  });
});

it('scoreOf is the value of the task’s own metric', () => {
  expect(scoreOf({ metrics: { mErr: 17.5, median: 12 }, metric: 'mErr' })).toBe(17.5);
  expect(scoreOf({ metrics: { median: 12 }, metric: 'mErr' })).toBeNaN();
});
