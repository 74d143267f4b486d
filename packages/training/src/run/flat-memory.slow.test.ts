import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  accuracyOf,
  tinyBackbone,
  tinyClasses,
  tinyConfig,
  tinyDomain,
  tinyHeldOut,
  tinySource,
} from '../testing/tiny-training.js';
import { runTraining } from './run-training.js';

const epochs = Math.round(400 * Number(process.env.FTN_N ?? 1));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ftn-flat-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Open files of this process; 0 where the system does not say. */
const openFiles = async () => (await readdir('/proc/self/fd').catch(() => [])).length;

/** Least-squares slope of y over x. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const top = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return top / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}

it(`a run keeps its memory constant over ${5 * epochs} steps with a save every ten and ${epochs} evaluations`, async () => {
  const domain = tinyDomain(tinyBackbone(), 'ftn', { rank: 2 });
  const tensors = new Set<number>();
  const resident: (readonly [number, number])[] = [];
  const files = new Set<number>();
  await runTraining({
    directory,
    domain,
    data: tinySource(18, 4),
    config: { ...tinyConfig, epochs },
    settings: { classes: tinyClasses },
    fingerprint: {},
    resume: false,
    saveEvery: 10,
    validate: async () => {
      files.add(await openFiles());
      return accuracyOf(domain, tinyHeldOut(12));
    },
    onStep({ step }) {
      if (step > 10) tensors.add(memory().numTensors);
      if (step % 50 === 0) resident.push([step, process.memoryUsage.rss()]);
    },
  });
  expect(tensors.size).toBe(1);
  expect(files.size).toBe(1);
  const lastHalf = resident.slice(resident.length >> 1);
  expect((slope(lastHalf) * 1000) / 2 ** 20, 'MiB in 1,000 steps').toBeLessThan(1);
});
