import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { classificationTask, createTask, type Task } from '@ftn/tasks';
import { roomBatch, roomSource } from '@ftn/testing';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evaluate } from '../loop/evaluate.js';
import type { System } from '../recipes/systems.js';
import { tinyTasks } from '../testing/tiny-rooms.js';
import {
  accuracyOf,
  tinyBackbone,
  tinyClasses,
  tinyConfig,
  tinyHeldOut,
  tinySource,
} from '../testing/tiny-training.js';
import { type SubjectData, type TrainSystemOptions, trainSystem } from './train-system.js';

const backbone = tinyBackbone();
afterAll(() => backbone.dispose());

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ftn-system-'));
});
afterEach(() => rm(directory, { recursive: true }));

const system: System = { method: 'ftn', rank: 2, options: { rank: 2 }, config: tinyConfig, candidates: {} };
const [normals, depth] = tinyTasks.slice(2) as [Task, Task];

async function* rooms(split: string, count: number): AsyncIterable<Batch> {
  yield roomBatch(
    split,
    Array.from({ length: count }, (_, i) => i),
  );
}

const shapes: SubjectData = {
  name: 'shapes',
  classes: tinyClasses,
  testImages: 12,
  train: tinySource(12, 6),
  validation: () => tinyHeldOut(12),
  test: () => tinyHeldOut(18),
};
const house: SubjectData = {
  name: 'house',
  classes: [],
  testImages: 2,
  train: roomSource(4, 2),
  validation: () => rooms('val', 2),
  test: () => rooms('test', 2),
};

const common = { backbone, system, seed: 4, keep: 'last', validate: false } as const;
const storage = (resume = false) => ({ directory, settings: {}, fingerprint: {}, resume });

describe('trainSystem', () => {
  it('trains one task, reports it before and after the test, and leaks no tensor', async () => {
    const before = memory().numTensors;
    const told: string[] = [];
    const [result, ...others] = await trainSystem(
      { ...common, data: shapes, tasks: [classificationTask(tinyClasses)], validate: true },
      {
        onStep: ({ step, loss, losses }) => {
          expect(losses).toEqual({ classification: loss });
          told.push(`step ${step}`);
        },
        onEpoch: ({ epoch }) => void told.push(`epoch ${epoch}`),
        onTrained: ({ task }) => void told.push(`trained ${task.name}`),
        onTestBatch: (_member, { shape }, prediction) => {
          expect(prediction).toHaveLength(3 * shape[0]);
          told.push(`${shape[0]} tested`);
        },
        onResult: async ({ domain }, { validation, adaptedLayers, counts }) => {
          expect(adaptedLayers).toEqual(domain.adaptedLayers());
          expect(counts).toEqual(domain.counts());
          expect(validation).toBe(await accuracyOf(domain, tinyHeldOut(12)));
          told.push('result');
        },
      },
    );
    expect(told).toEqual([
      ...['step 1', 'step 2', 'epoch 0', 'step 3', 'step 4', 'epoch 1', 'step 5', 'step 6', 'epoch 2'],
      ...['trained classification', '18 tested', 'result'],
    ]);
    expect(others).toEqual([]);
    expect(result).toMatchObject({
      system,
      domain: 'shapes',
      task: 'classification',
      metric: 'accuracy',
      seed: 4,
    });
    const right = result!.perClass!.reduce((sum, { correct }) => sum + correct, 0);
    expect(result!.perClass!.reduce((sum, { count }) => sum + count, 0)).toBe(18);
    expect(result!.metrics.accuracy).toBeCloseTo(right / 0.18, 10);
    expect(result!.adaptedLayers).toContain('layer1.0.conv1');
    expect(result!.epochs.map(({ epoch, validation }) => [epoch, validation])).toEqual([
      [0, null],
      [1, null],
      [2, null],
    ]);
    expect(result!.seconds).toBeGreaterThan(0);
    expect(memory().numTensors).toBe(before);
  });

  it('trains several tasks on the same batches, each as it would alone, with and without a folder', async () => {
    const train = (tasks: readonly Task[], more: Partial<TrainSystemOptions> = {}) =>
      trainSystem({ ...common, data: house, tasks, ...more });
    const plain = (results: Awaited<ReturnType<typeof train>>) =>
      results.map(({ seconds: _, ...result }) => result);
    const together = plain(await train([normals, depth]));
    expect(together.map(({ task, metric, validation }) => [task, metric, validation])).toEqual([
      ['normals', 'mErr', null],
      ['depth', 'RMSE', null],
    ]);
    expect(plain([...(await train([normals])), ...(await train([depth]))])).toEqual(together);
    expect(plain(await train([normals, depth], { storage: storage() }))).toEqual(together);
  });

  it.each(['best', 'last'] as const)('keeps the %s epoch of a metric where lower is better', async (keep) => {
    const reached: number[] = [];
    const [result] = await trainSystem(
      { ...common, data: house, tasks: [depth], keep, storage: storage(), validate: true },
      {
        onTrained: async ({ domain, task }) => {
          const { metrics } = await evaluate(domain, task, rooms('val', 2));
          reached.push(metrics.RMSE!);
        },
      },
    );
    expect(reached).toEqual([result!.validation]);
    const validations = result!.epochs.map(({ validation }) => validation);
    if (keep === 'last') expect(validations).toEqual([null, null, null]);
    else {
      expect(result!.validation).toBe(Math.min(...(validations as number[])));
      expect(Math.max(...(validations as number[]))).toBeGreaterThan(result!.validation!);
    }
  });

  it('does not test a finished run a second time', async () => {
    const tasks = [normals, depth];
    const first = await trainSystem({ ...common, data: house, tasks, storage: storage() });
    const test = () => {
      throw new Error('tested again');
    };
    const again = { ...common, data: { ...house, test }, tasks, storage: storage(true) };
    expect(await trainSystem(again)).toEqual(first);
  });

  it('refuses the best epoch of several tasks before any step', async () => {
    let steps = 0;
    const before = memory().numTensors;
    const training = trainSystem(
      { ...common, data: house, tasks: [normals, depth], keep: 'best' },
      { onStep: () => void steps++ },
    );
    await expect(training).rejects.toThrow(UsageError);
    await expect(training).rejects.toThrow(
      "several tasks on the same batches have no best epoch in common: expected keep: last, got keep: best. Set keep=last, or train the tasks of 'house' separately.",
    );
    expect(steps).toBe(0);
    expect(memory().numTensors).toBe(before);
  });

  it('refuses a generator, and a method that trains domains together', async () => {
    const grouped = { ...system, method: 'adashare', rank: null, options: {} };
    const tasks = [classificationTask(tinyClasses)];
    await expect(trainSystem({ ...common, data: shapes, tasks, system: grouped })).rejects.toThrow(
      "'adashare' trains its shared network, hence all domains together",
    );
    const made = [createTask('reconstruction', { classes: tinyClasses })];
    await expect(trainSystem({ ...common, data: shapes, tasks: made })).rejects.toThrow(
      "'reconstruction' is learned by a generator, not over a backbone",
    );
  });
});
