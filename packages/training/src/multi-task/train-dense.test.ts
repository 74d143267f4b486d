import type { BatchSource } from '@ftn/datasets';
import { DivergedError, UsageError } from '@ftn/errors';
import { methodNames } from '@ftn/tensor-factors';
import { roomSource } from '@ftn/testing';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { trainDomain } from '../loop/train-domain.js';
import type { EpochReport } from '../loop/train-loop.js';
import type { TrainingConfig } from '../loop/training-config.js';
import { tinyDenseDomain, tinyTasks } from '../testing/tiny-rooms.js';
import { tinyBackbone, valuesOf } from '../testing/tiny-training.js';
import { trainJointly } from './train-jointly.js';

const backbone = tinyBackbone();
afterAll(() => backbone.dispose());

/** RCM's protocol in small: SGD with momentum, the factors by Adam, the polynomial schedule at every step. */
const config: TrainingConfig = {
  epochs: 2,
  batchSize: 3,
  schedule: { kind: 'polynomial', power: 0.9 },
  optimizers: {
    factors: { kind: 'adam', rate: 0.01, decay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    default: { kind: 'sgd', rate: 0.01, momentum: 0.9, decay: 1e-4, nesterov: false },
  },
  seed: 0,
};

const data = roomSource(6, 3);
const optionsOf = (method: string) => (method === 'ftn' ? { rank: 2 } : {});

describe.each(methodNames())('training dense tasks with %s', (method) => {
  it('updates every task of a joint run bit for bit as in a separate run', async () => {
    const make = () =>
      tinyTasks.map((task) => ({ task, domain: tinyDenseDomain(backbone, task, method, optionsOf(method)) }));
    const [alone, together] = [make(), make()];
    const begun = together.map(({ domain }) => valuesOf(domain));
    for (const { domain, task } of alone) await trainDomain({ domain, task, data, config });
    await trainJointly({ members: together, data, config });
    together.forEach(({ domain, task }, i) => {
      expect(valuesOf(domain), task.name).toEqual(valuesOf(alone[i]!.domain));
      expect(valuesOf(domain), task.name).not.toEqual(begun[i]);
    });
    for (const { domain } of [...alone, ...together]) domain.dispose();
  });
});

describe.each(tinyTasks.map((task) => [task.name, task] as const))('the dense task %s', (_, task) => {
  it.each(['feature-extractor', 'ftn'])('is learnt by %s without leaking a tensor', async (method) => {
    const domain = tinyDenseDomain(backbone, task, method, optionsOf(method));
    const epochs: EpochReport[] = [];
    const tensors: number[] = [];
    await trainDomain({
      domain,
      task,
      data: roomSource(9, 3),
      config: { ...config, epochs: 12, optimizers: { default: config.optimizers.factors! } },
      observer: {
        onEpoch: (report) => void epochs.push(report),
        onStep: () => void tensors.push(memory().numTensors),
      },
    });
    expect(epochs.at(-1)!.loss).toBeLessThan(0.7 * epochs[0]!.loss);
    expect(new Set(tensors.slice(1)).size).toBe(1);
    domain.dispose();
  });
});

describe('trainJointly', () => {
  const [first, second] = [tinyTasks[2]!, tinyTasks[3]!];
  const plain: TrainingConfig = {
    ...config,
    epochs: 1,
    optimizers: { default: { kind: 'sgd', rate: 0.1, momentum: 0, decay: 0, nesterov: false } },
  };

  it('sums the gradients of variables that tasks share, and updates them once', async () => {
    const [one, other] = [0, 1].map(() => tinyDenseDomain(backbone, first, 'fine-tuning')) as [never, never];
    const twice = { ...first, name: 'again' };
    const single = roomSource(3, 3);
    await trainJointly({
      members: [
        { domain: one, task: first },
        { domain: one, task: twice },
      ],
      data: single,
      config: plain,
    });
    // Twice the gradient at a rate is the gradient at twice the rate.
    const doubled = { default: { ...plain.optimizers.default, rate: 0.2 } };
    await trainDomain({
      domain: other,
      task: first,
      data: single,
      config: { ...plain, optimizers: doubled },
    });
    const [a, b] = [valuesOf(one), valuesOf(other)];
    for (const [name, values] of a) {
      if (name.includes('.running_')) continue;
      values.forEach((value, i) => {
        expect(Math.abs(value - b.get(name)![i]!), name).toBeLessThan(1e-6);
      });
    }
  });

  it('reports every step and epoch, with the loss of each task beside their sum', async () => {
    const members = [first, second].map((task) => ({ task, domain: tinyDenseDomain(backbone, task, 'ftn') }));
    const steps: { step: number; loss: number; losses: Readonly<Record<string, number>> }[] = [];
    const epochs: EpochReport[] = [];
    const before = memory().numTensors;
    await trainJointly({
      members,
      data,
      config,
      onLosses: (losses, { step, loss }) => void steps.push({ step, loss, losses }),
      observer: { onEpoch: (epoch) => void epochs.push(epoch) },
    });
    expect(memory().numTensors).toBe(before);
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    expect(Object.keys(steps[0]!.losses)).toEqual(['normals', 'depth']);
    for (const { loss, losses } of steps) expect(losses.normals! + losses.depth!).toBe(loss);
    expect(epochs[1]!.loss).toBeCloseTo((steps[2]!.loss + steps[3]!.loss) / 2, 12);
    for (const { domain } of members) domain.dispose();
  });

  it('leaves no trace of a step in which one of the tasks diverges', async () => {
    const members = [first, second].map((task) => ({ task, domain: tinyDenseDomain(backbone, task, 'ftn') }));
    const before = members.map(({ domain }) => valuesOf(domain));
    const poisoned: BatchSource = {
      batchesPerEpoch: 1,
      async *batches(epoch) {
        for await (const batch of roomSource(3, 3).batches(epoch)) {
          batch.depth!.data[5] = Number.NaN;
          yield batch;
        }
      },
    };
    const training = trainJointly({ members, data: poisoned, config });
    await expect(training).rejects.toThrow(DivergedError);
    await expect(training).rejects.toThrow(/the loss became NaN at step 1/);
    members.forEach(({ domain }, i) => {
      expect(valuesOf(domain)).toEqual(before[i]);
      domain.dispose();
    });
  });

  it('refuses tasks without distinct names, and data without a map that is needed', async () => {
    const domain = tinyDenseDomain(backbone, first, 'ftn');
    const member = { domain, task: first };
    await expect(trainJointly({ members: [member, member], data, config })).rejects.toThrow(UsageError);
    await expect(trainJointly({ members: [], data, config })).rejects.toThrow(/need distinct names/);
    const imagesOnly: BatchSource = {
      batchesPerEpoch: 1,
      async *batches() {
        for await (const { images, shape, indices } of roomSource(3, 3).batches(0))
          yield { images, shape, indices };
      },
    };
    const training = trainJointly({ members: [member], data: imagesOnly, config });
    await expect(training).rejects.toThrow(/the batch holds no 'normals'/);
    domain.dispose();
  });
});
