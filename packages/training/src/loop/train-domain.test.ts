import type { BatchSource } from '@ftn/datasets';
import { DivergedError } from '@ftn/errors';
import { methodNames } from '@ftn/tensor-factors';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { tinyBackbone, tinyConfig, tinyDomain, tinySource, valuesOf } from '../testing/tiny-training.js';
import { trainDomain } from './train-domain.js';
import type { EpochReport, StepReport } from './train-loop.js';

const data = tinySource(18, 4);

describe.each(methodNames())('trainDomain with %s', (name) => {
  const options = name === 'ftn' ? { rank: 2 } : {};

  it('lowers the loss, leaves the shared weights alone and leaks no tensor', async () => {
    const backbone = tinyBackbone();
    const shared = [...backbone.weights.values()].map((value) => value.dataSync().slice());
    const domain = tinyDomain(backbone, name, options);
    const epochs: EpochReport[] = [];
    const tensors: number[] = [];
    // Small batches at high rates are a lottery that every engine draws differently.
    const optimizers = { default: { ...tinyConfig.optimizers.default, rate: 0.01 } };
    await trainDomain({
      domain,
      data: tinySource(24, 8),
      config: { ...tinyConfig, optimizers, epochs: 12 },
      observer: {
        onEpoch: (report) => void epochs.push(report),
        onStep: () => void tensors.push(memory().numTensors),
      },
    });
    expect(epochs.at(-1)!.loss).toBeLessThan(0.85 * epochs[0]!.loss);
    expect([...backbone.weights.values()].map((value) => value.dataSync())).toEqual(shared);
    expect(new Set(tensors.slice(1)).size).toBe(1);
    domain.dispose();
    backbone.dispose();
  });
});

describe('trainDomain', () => {
  it('reports every step and epoch, and the mean loss over all steps', async () => {
    const domain = tinyDomain(tinyBackbone(), 'ftn', { rank: 2 });
    const steps: StepReport[] = [];
    const epochs: EpochReport[] = [];
    const validations = [10, 30, 20];
    const position = await trainDomain({
      domain,
      data,
      config: tinyConfig,
      validate: async (epoch) => validations[epoch]!,
      observer: { onStep: (step) => void steps.push(step), onEpoch: (epoch) => void epochs.push(epoch) },
    });
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
    expect(steps.map(({ images }) => images).slice(0, 5)).toEqual([4, 4, 4, 4, 2]);
    expect(steps[0]!.rates).toEqual({ factors: 0.01, default: 0.02 });
    expect(steps[14]!.rates.factors).toBeLessThan(0.001);
    expect(epochs.map(({ best, validation }) => [validation, best])).toEqual([
      [10, true],
      [30, true],
      [20, false],
    ]);
    const second = steps.filter(({ epoch }) => epoch === 1).map(({ loss }) => loss);
    expect(epochs[1]!.loss).toBeCloseTo(second.reduce((a, b) => a + b) / 5, 12);
    expect(position).toEqual({ step: 15, epoch: 3, batch: 0, lossSum: 0, best: 30 });
  });

  it('gives the same numbers every time', async () => {
    const run = async () => {
      const domain = tinyDomain(tinyBackbone(), 'ftn', { rank: 2 });
      await trainDomain({ domain, data, config: tinyConfig });
      return valuesOf(domain);
    };
    expect(await run()).toEqual(await run());
  });

  it('lets timers run between steps', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await trainDomain({ domain: tinyDomain(tinyBackbone(), 'ftn'), data, config: tinyConfig });
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(5);
  });
});

describe('a training step that diverges', () => {
  /** The tiny data with one number of one batch replaced. */
  const poisoned = (value: number, atBatch: number): BatchSource => ({
    ...data,
    async *batches(epoch, fromBatch) {
      let batch = fromBatch ?? 0;
      for await (const made of data.batches(epoch, fromBatch)) {
        if (batch++ === atBatch) made.images[7] = value;
        yield made;
      }
    },
    nameOf: (index) => `images/${index}.png`,
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e38])(
    'leaves no trace of an image with %d',
    async (value) => {
      const reference = tinyDomain(tinyBackbone(), 'ftn', { rank: 2 });
      const before: Map<string, Float32Array>[] = [];
      await trainDomain({
        domain: reference,
        data,
        config: tinyConfig,
        observer: { onPosition: ({ step }) => void (step === 2 && before.push(valuesOf(reference))) },
      });
      const domain = tinyDomain(tinyBackbone(), 'ftn', { rank: 2 });
      const training = trainDomain({ domain, data: poisoned(value, 2), config: tinyConfig });
      await expect(training).rejects.toThrow(DivergedError);
      await expect(training).rejects.toThrow(/step 3/);
      await expect(training).rejects.toThrow(
        /\(rates factors 0\.\d+, default 0\.\d+; images images\/\d+\.png/,
      );
      expect(valuesOf(domain)).toEqual(before[0]);
    },
  );

  it('is detected in the parameters where the loss is still finite', async () => {
    const huge = { kind: 'sgd', rate: 1e38, momentum: 0, decay: 1e10, nesterov: false } as const;
    const domain = tinyDomain(tinyBackbone(), 'fine-tuning');
    const before = valuesOf(domain);
    const training = trainDomain({ domain, data, config: { ...tinyConfig, optimizers: { default: huge } } });
    await expect(training).rejects.toThrow(/step 1 would make '.+' not finite/);
    expect(valuesOf(domain)).toEqual(before);
  });
});
