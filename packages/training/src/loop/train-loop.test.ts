import { describe, expect, it } from 'vitest';
import type { Learner, LearnerData } from './learner.js';
import { type EpochReport, type LoopOptions, trainLoop } from './train-loop.js';

/** Two steps an epoch that do nothing. */
const data: LearnerData<number> = {
  batchesPerEpoch: 2,
  async *batches(_epoch, fromBatch = 0) {
    for (let batch = fromBatch; batch < 2; batch++) yield batch;
  },
  images: () => 1,
  describe: String,
};
const learner: Learner<number> = {
  step: (batch) => ({ loss: batch, nonFinite: [] }),
  rates: () => ({}),
  state: () => ({ tensors: new Map(), steps: {} }),
  restore: () => {},
  dispose: () => {},
};

/** Which epochs are the best so far by these validations, and the position in the end. */
async function bestOf(values: readonly number[], options: Partial<LoopOptions<number>> = {}) {
  const reports: EpochReport[] = [];
  const position = await trainLoop({
    learner,
    data,
    epochs: values.length,
    validate: async (epoch) => values[epoch]!,
    observer: { onEpoch: (report) => void reports.push(report) },
    ...options,
  });
  return { best: reports.map(({ best }) => best), position };
}

describe('the best epoch', () => {
  const values = [0.7, 0.5, 0.9, 0.5, 0.4];

  it('is the highest by default', async () => {
    const { best, position } = await bestOf(values);
    expect(best).toEqual([true, false, true, false, false]);
    expect(position).toEqual({ step: 10, epoch: 5, batch: 0, lossSum: 0, best: 0.9 });
  });

  it('is the lowest where lower is better; ties go to the earlier epoch', async () => {
    const { best, position } = await bestOf(values, { better: 'lower' });
    expect(best).toEqual([true, true, false, false, true]);
    expect(position.best).toBe(0.4);
  });

  it('is compared with the best so far when a run resumes', async () => {
    const position = { step: 4, epoch: 2, batch: 0, lossSum: 0, best: 0.45 };
    expect((await bestOf(values, { better: 'lower', position })).best).toEqual([false, false, true]);
    expect((await bestOf(values, { position })).best).toEqual([true, false, false]);
  });

  it('is undefined without validation', async () => {
    const reports: EpochReport[] = [];
    const observer = { onEpoch: (report: EpochReport) => void reports.push(report) };
    const position = await trainLoop({ learner, data, epochs: 2, better: 'lower', observer });
    expect(reports.map(({ best, validation }) => [best, validation])).toEqual([
      [false, null],
      [false, null],
    ]);
    expect(position.best).toBeNull();
  });
});

describe('early stopping', () => {
  const values = [0.5, 0.6, 0.6, 0.4, 0.9, 0.1];

  it('ends after so many epochs in a row without a better one, which it says', async () => {
    const reports: EpochReport[] = [];
    const observer = { onEpoch: (report: EpochReport) => void reports.push(report) };
    const { position } = await bestOf(values, { patience: 2, observer });
    expect(position).toEqual({ step: 8, epoch: 4, batch: 0, lossSum: 0, best: 0.6, stale: 2 });
    expect(reports.map(({ stopped = false }) => stopped)).toEqual([false, false, false, true]);
    expect((await bestOf(values, { patience: 3 })).position).toMatchObject({ epoch: 6, best: 0.9, stale: 1 });
  });

  it('counts on where a run resumes, and trains no further where its patience is out', async () => {
    const position = { step: 6, epoch: 3, batch: 0, lossSum: 0, best: 0.6, stale: 1 };
    expect((await bestOf(values, { patience: 2, position })).position.epoch).toBe(4);
    const out = { ...position, epoch: 4, step: 8, stale: 2 };
    expect((await bestOf(values, { patience: 2, position: out })).position).toBe(out);
    expect((await bestOf(values, { patience: 3, position: out })).position.best).toBe(0.9);
  });

  it('needs something to measure', async () => {
    const loop = trainLoop({ learner, data, epochs: 2, patience: 1 });
    await expect(loop).rejects.toThrow('early stopping needs held-out images');
  });
});
