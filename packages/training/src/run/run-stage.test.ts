import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InterruptedError } from '@ftn/errors';
import { add, memory, type Tensor, tensor1d, variable } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Learner, LearnerData } from '../loop/learner.js';
import { type RunStorage, runStage, type StageOptions } from './run-stage.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ftn-stage-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A learner of one number, which a step adds its batch to. */
function counter() {
  const start = tensor1d([0]);
  const count = variable(start as Tensor);
  start.dispose();
  const learner: Learner<number> & { assign(values: ReadonlyMap<string, Tensor>): void } = {
    step(batch) {
      const next = add(count, batch);
      count.assign(next);
      next.dispose();
      return { loss: batch, nonFinite: [] };
    },
    rates: () => ({}),
    state: () => ({ tensors: new Map([['count', count]]), steps: {} }),
    assign: (values) => count.assign(values.get('count')!),
    restore: ({ tensors }) => count.assign(tensors.get('count')!),
    dispose() {},
  };
  const trained = { state: () => learner.state().tensors, assign: learner.assign };
  return { learner, trained, value: () => count.dataSync()[0], release: () => count.dispose() };
}

/** Epochs of two steps. */
const data: LearnerData<number> = {
  batchesPerEpoch: 2,
  async *batches(_epoch, fromBatch = 0) {
    for (let batch = fromBatch; batch < 2; batch++) yield 1;
  },
  images: () => 1,
  describe: () => 'one',
};

const validations = [10, 30, 20];

/** Runs three epochs whose second is the best. */
async function run(options: Partial<StageOptions<number>> = {}) {
  const { learner, trained, value, release } = counter();
  let epoch = 0;
  const validate = async () => validations[epoch++]!;
  try {
    await runStage({ name: 'counting', learner, trained, data, epochs: 3, validate, ...options });
    return value();
  } finally {
    release();
  }
}

const storage = (resume: boolean): RunStorage => ({ directory, settings: {}, fingerprint: {}, resume });

describe('a stage of a run', () => {
  it('returns to its best epoch, in memory and in a folder, and when it is read again', async () => {
    const tensors = memory().numTensors;
    expect(await run()).toBe(4);
    expect(await run({ storage: storage(false) })).toBe(4);
    expect(await run({ storage: storage(true) })).toBe(4);
    expect(memory().numTensors).toBe(tensors);
  });

  it('ends after its last epoch without validation', async () => {
    const { learner, trained, value, release } = counter();
    await runStage({ name: 'counting', learner, trained, data, epochs: 3 });
    expect(value()).toBe(6);
    release();
  });

  it('reports its name with every step and epoch', async () => {
    const told: string[] = [];
    const watcher = {
      onStage: (stage: string) => void told.push(stage),
      onStep: ({ step }: { step: number }, stage: string) => void told.push(`${stage} ${step}`),
      onEpoch: ({ validation }: { validation: number | null }, stage: string) =>
        void told.push(`${stage}: ${validation}`),
    };
    await run({ watcher });
    const inMemory = told.splice(0);
    expect(inMemory.slice(0, 4)).toEqual(['counting', 'counting 1', 'counting 2', 'counting: 10']);
    await run({ watcher, storage: storage(false) });
    expect(told).toEqual(inMemory);
  });

  it('stops on request, in memory too, and also within a validation', async () => {
    const stop = { requested: true, exitCode: 143 as const };
    await expect(run({ stop })).rejects.toThrow(InterruptedError);
    await expect(run({ stop, storage: storage(false) })).rejects.toThrow(InterruptedError);
    const later = { requested: false, exitCode: 130 as const };
    const validate = async (onBatch: () => void) => {
      later.requested = true;
      onBatch();
      return 0;
    };
    await expect(run({ stop: later, validate })).rejects.toThrow("stopped in the stage 'counting'");
  });
});
