import type { Batch } from '@ftn/datasets';
import { classificationTask, type TaskMeter } from '@ftn/tasks';
import { roomBatch } from '@ftn/testing';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { tinyDenseDomain, tinyTasks } from '../testing/tiny-rooms.js';
import {
  tinyBackbone,
  tinyClasses,
  tinyConfig,
  tinyDomain,
  tinySource,
  valuesOf,
} from '../testing/tiny-training.js';
import { evaluate, predictBatch } from './evaluate.js';
import { trainDomain } from './train-domain.js';

const backbone = tinyBackbone();
afterAll(() => backbone.dispose());

async function* rooms(): AsyncIterable<Batch> {
  yield roomBatch('test', [0, 1, 2], 4);
  yield roomBatch('test', [3], 4);
}

describe('evaluate', () => {
  it('counts every image and leaves domain and memory as they were', async () => {
    const images = tinySource(60, 10);
    const domain = tinyDomain(backbone, 'fine-tuning');
    await trainDomain({ domain, data: images, config: { ...tinyConfig, epochs: 8 } });
    const before = valuesOf(domain);
    const tensors = memory().numTensors;
    let seen = 0;
    const { metrics, perClass } = await evaluate(domain, classificationTask(tinyClasses), images.batches(0), {
      onBatch: ({ shape }) => {
        seen += shape[0];
      },
    });
    expect(perClass).toHaveLength(3);
    expect(perClass!.reduce((sum, { count }) => sum + count, 0)).toBe(60);
    expect(seen).toBe(60);
    // Learned by heart: running statistics serve evaluation as the batch's own served training.
    expect(metrics.accuracy).toBeGreaterThan(95);
    expect(perClass!.reduce((sum, { correct }) => sum + correct, 0) / 0.6).toBeCloseTo(metrics.accuracy!, 10);
    expect(metrics.top5).toBe(100);
    expect(valuesOf(domain)).toEqual(before);
    expect(memory().numTensors).toBe(tensors);
    domain.dispose();
  });

  it.each(tinyTasks.map((task) => [task.name, task] as const))(
    'measures a domain for %s without side effects, and passes on its predictions',
    async (_, task) => {
      const domain = tinyDenseDomain(backbone, task, 'ftn');
      const before = valuesOf(domain);
      const sizes: number[] = [];
      const { metrics, perClass } = await evaluate(domain, task, rooms(), {
        onBatch: (_batch, prediction) => void sizes.push(prediction.length),
      });
      const channels = task.name === 'normals' ? 3 : 1;
      expect(sizes).toEqual([3 * 64 * 96 * channels, 64 * 96 * channels]);
      expect(Number.isFinite(metrics[task.metric.name])).toBe(true);
      expect(perClass).toBeUndefined();
      expect(valuesOf(domain)).toEqual(before);
      domain.dispose();
    },
  );

  it('updates the given meter batch by batch with the task’s predictions', async () => {
    const task = tinyTasks[3]!;
    const domain = tinyDenseDomain(backbone, task, 'ftn');
    const fed: [number, number][] = [];
    const meter: TaskMeter = {
      update: async (prediction, { indices }) => void fed.push([indices[0]!, prediction[0]!]),
      result: () => ({ metrics: { own: fed.length } }),
    };
    expect(await evaluate(domain, task, rooms(), { meter })).toEqual({ metrics: { own: 2 } });
    const first = [0, 3].map((room) => [room, predictBatch(domain, task, roomBatch('test', [room], 4))[0]!]);
    expect(fed.map(([room]) => room)).toEqual([0, 3]);
    // A batch of one and of three may be added up in another order.
    fed.forEach(([, value], i) => {
      expect(value).toBeCloseTo(first[i]![1]!, 5);
    });
    domain.dispose();
  });

  it('rejects where onBatch throws', async () => {
    const task = tinyTasks[3]!;
    const domain = tinyDenseDomain(backbone, task, 'ftn');
    let batches = 0;
    const stop = () => {
      batches++;
      throw new Error('enough');
    };
    await expect(evaluate(domain, task, rooms(), { onBatch: stop })).rejects.toThrow('enough');
    expect(batches).toBe(1);
    domain.dispose();
  });
});
