import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MetricsLog } from '@ftn/checkpoints/node';
import { DivergedError, InterruptedError, UsageError } from '@ftn/errors';
import { memory } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { smallConfig } from '../__fixtures__/small-generator.js';
import { tinyBatches } from '../__fixtures__/tiny-images.js';
import type { AdversarialConfigInput } from '../adversarial/adversarial-config.js';
import { readGenerator } from './read-generator.js';
import { type TrainBaseOptions, trainBase } from './train-base.js';

const adam = (rate: number) => ({ kind: 'adam', rate }) as const;
const config: AdversarialConfigInput = {
  epochs: 3,
  batchSize: 4,
  discriminatorSteps: 2,
  generator: adam(1e-3),
  discriminator: adam(1e-3),
  orthogonal: { generator: 1e-4, discriminator: 0 },
  average: { decay: 0.5, start: 4 },
  init: 'normal',
  seed: 3,
};
const network = { ...smallConfig, width: 2 };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ftn-base-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const run = (changes: Partial<TrainBaseOptions> = {}) =>
  trainBase({
    directory,
    network,
    config,
    data: tinyBatches(13, 4, true),
    settings: { data: 'tiny' },
    fingerprint: { threads: 2 },
    resume: false,
    ...changes,
  });

/** What a run left: its log without times, and the bytes of its networks. */
async function outcome() {
  const { records, damaged } = await MetricsLog.read(join(directory, 'metrics.jsonl'));
  expect(damaged).toEqual([]);
  const files = ['G_ema', 'G', 'D'].map((name) => readFile(join(directory, `${name}.safetensors`)));
  return { log: records.map(({ imagesPerSecond: _, ...record }) => record), files: await Promise.all(files) };
}

/** Runs until `step`, asking to stop there as a signal would. */
function runUntil(step: number) {
  const stop = { requested: false, exitCode: 130 as const };
  const onStep: TrainBaseOptions['onStep'] = (report) => {
    if (report.step === step) stop.requested = true;
  };
  return run({ stop, onStep });
}

describe('trainBase', () => {
  it('writes networks, a log of every step and checkpoints, and leaks no tensor', async () => {
    const before = memory().numTensors;
    const flat = new Set<number>();
    await run({
      saveEvery: 3,
      onStep: ({ step }) => {
        if (step > 2 && step % 2 === 0) flat.add(memory().numTensors);
      },
    });
    expect(flat.size).toBe(1);
    expect(memory().numTensors).toBe(before);
    const { log } = await outcome();
    const steps = log.filter(({ kind }) => kind === 'step');
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const { step, generator, discriminator } of steps) {
      expect(discriminator).toBeTypeOf('number');
      expect(generator !== undefined, `step ${step}`).toBe(Number(step) % 2 === 0);
    }
    expect((await readdir(directory)).filter((name) => name.startsWith('step-'))).toHaveLength(2);
    const [average, last] = [
      await readGenerator(directory),
      await readGenerator(directory, { weights: 'last' }),
    ];
    expect(average.architecture.config).toEqual(network);
    const different = [...average.weights].some(
      ([name, tensor]) => tensor.dataSync().join() !== last.weights.get(name)!.dataSync().join(),
    );
    expect(different).toBe(true);
    average.dispose();
    last.dispose();
  });

  it('resumes bit for bit after a stop at any step', async () => {
    await run();
    const expected = await outcome();
    for (const step of [1, 3, 5, 9]) {
      await rm(directory, { recursive: true });
      await expect(runUntil(step)).rejects.toThrow(InterruptedError);
      await run({ resume: true });
      expect(await outcome(), `stopped at step ${step}`).toEqual(expected);
    }
  });

  it('refuses to resume with other settings, or to start over an existing run', async () => {
    await expect(runUntil(2)).rejects.toThrow(/stopped at step 2; a checkpoint was saved/);
    const before = memory().numTensors;
    await expect(run()).rejects.toThrow(UsageError);
    const other = { ...config, seed: 4 };
    await expect(run({ resume: true, config: other })).rejects.toThrow(/config\.seed: 3 → 4/);
    await expect(run({ resume: true, network: { ...network, width: 4 } })).rejects.toThrow(
      /network\.width: 2 → 4/,
    );
    expect(memory().numTensors).toBe(before);
  });

  it('ends at the step that diverges, with the checkpoint before it kept', async () => {
    const before = memory().numTensors;
    const wild = { ...config, discriminator: adam(1e38) };
    await expect(run({ config: wild })).rejects.toThrow(DivergedError);
    await rm(directory, { recursive: true });
    await expect(run({ config: wild })).rejects.toThrow(/(at step \d|step \d would make)/);
    expect(memory().numTensors).toBe(before);
  });
});
