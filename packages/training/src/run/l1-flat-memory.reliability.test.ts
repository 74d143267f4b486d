import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { row, scaled, seeded } from '@ftn/reliability';
import { memory, scalar } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect } from 'vitest';
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

const fullEpochs = scaled(400, 20);

/** The garbage collector, which V8 shows to those who ask. */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

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

/** Trains with a save every ten steps and an evaluation an epoch; what tensors, files and memory were. */
async function measure(epochs: number, leak = () => {}) {
  const domain = tinyDomain(tinyBackbone(), 'ftn', { rank: 2 });
  const tensors = new Set<number>();
  const resident: (readonly [number, number])[] = [];
  const files = new Set<number>();
  const folder = await mkdtemp(join(directory, 'run-'));
  const { step: steps } = await runTraining({
    directory: folder,
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
      if (step % 10 === 0) leak();
      if (step % 50 > 0) return;
      // What waits to be collected is no growth.
      collect();
      resident.push([step, process.memoryUsage.rss()]);
    },
  });
  domain.dispose();
  const mebibytes = (slope(resident.slice(resident.length >> 1)) * 1000) / 2 ** 20;
  return { steps, tensors: tensors.size, files: files.size, mebibytes };
}

row('L1', 'training', async () => {
  const { steps, tensors, files, mebibytes } = await measure(fullEpochs);
  expect(tensors).toBe(1);
  expect(files).toBe(1);
  // A slope over few steps says nothing: the memory of a process settles first.
  if (steps >= 2000) expect(mebibytes, 'MiB in 1,000 steps').toBeLessThan(1);
  const saves = Math.floor(steps / 10) + fullEpochs;
  const slow = `${mebibytes.toFixed(2)} MiB in 1,000 steps`;
  return {
    count: steps,
    figure: `${saves} saves, ${fullEpochs} evaluations: tensors and open files constant, ${slow}`,
  };
});

seeded('L1', 'each save leaks a tensor', async () => {
  expect((await measure(8, () => void scalar(1))).tensors).toBeGreaterThan(1);
});
