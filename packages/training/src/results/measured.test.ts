import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetMeasured, type MeasuredTasks, measuredOnce } from './measured.js';
import { scoreOf } from './task-result.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ftn-measured-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

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
    confusion: { of: 'images', counts: [1, 1, 0, 0] },
    calibration: {
      ece: 12.5,
      largest: 12.5,
      count: 2,
      bins: [
        { low: 0, high: 0.5, count: 0, confidence: Number.NaN, accuracy: Number.NaN },
        { low: 0.5, high: 1, count: 2, confidence: 62.5, accuracy: 50 },
      ],
    },
    seconds: 0.25,
  },
};

const never = () => Promise.reject(new Error('measured again'));
const place = (images?: string) => ({ directory, ...(images === undefined ? {} : { images }) });

describe('measuredOnce', () => {
  it('measures once, and gives back every number after that, one that is not finite too', async () => {
    const asked: string[] = [];
    const measure = async (name: string) => {
      asked.push(name);
      return measured[name]!;
    };
    const all = ['normals', 'reconstruction', 'classification'];
    expect(await measuredOnce(place('ab'), all, measure)).toEqual(measured);
    expect(asked).toEqual(all);
    expect(await readdir(directory)).toEqual(['measured.json']);
    expect(await measuredOnce(place('ab'), all, never)).toEqual(measured);
    const { classification } = measured;
    expect(await measuredOnce(place('ab'), ['classification'], never)).toEqual({ classification });
  });

  it('measures anew on other images, for another name, once forgotten, and where nothing is kept', async () => {
    const count = { calls: 0 };
    const measure = async () => {
      count.calls++;
      return measured.normals!;
    };
    await measuredOnce(place('ab'), ['normals'], measure);
    await measuredOnce(place('cd'), ['normals'], measure);
    await measuredOnce(place('cd'), ['normals', 'depth'], measure);
    expect(count.calls).toBe(4);
    await forgetMeasured(directory);
    await measuredOnce(place('cd'), ['normals'], measure);
    expect(count.calls).toBe(5);
    await measuredOnce(undefined, ['normals'], measure);
    expect(count.calls).toBe(6);
  });

  it('measures anew where the file is damaged', async () => {
    const of = (normals: string) => `{"measured":{"normals":${normals}}}`;
    const broken = [
      '{"measured":{"normals":{"metrics":{"mErr":1},"valid',
      'null',
      '{}',
      of('null'),
      of('{"metrics":null,"validation":null,"seconds":1}'),
      of('{"metrics":{"mErr":1},"seconds":1}'),
      of('{"metrics":{"mErr":1},"validation":null,"seconds":"1"}'),
      of('{"metrics":{"mErr":1},"validation":null,"seconds":1,"perClass":3}'),
      // As runs wrote it before the images were named.
      '{"normals":{"metrics":{"mErr":1},"validation":null,"seconds":1}}',
    ];
    for (const text of broken) {
      await writeFile(join(directory, 'measured.json'), text);
      const found = await measuredOnce(place(), ['normals'], async () => measured.normals!);
      expect(found, text).toEqual({ normals: measured.normals });
    }
  });
});

it('scoreOf returns the value of the task’s own metric', () => {
  expect(scoreOf({ metrics: { mErr: 17.5, median: 12 }, metric: 'mErr' })).toBe(17.5);
  expect(scoreOf({ metrics: { median: 12 }, metric: 'mErr' })).toBeNaN();
});
