import { createDenseLoader, denseEvaluation, denseTraining } from '@ftn/datasets';
import { miniRooms } from '@ftn/synthetic';
import { expect, it } from 'vitest';
import { tinyDenseDomain } from '../testing/tiny-rooms.js';
import { tinyBackbone, tinyConfig } from '../testing/tiny-training.js';
import { createDenseTask } from './create-dense-task.js';
import { denseSource } from './dense-batch.js';
import { denseTaskNames } from './dense-task.js';
import { evaluateDense } from './evaluate-dense.js';
import { trainJointly } from './train-jointly.js';

it('the four tasks learn from rooms as the loader reads, zooms, crops and flips them, and are measured on others', async () => {
  const backbone = tinyBackbone();
  const rooms = (split: 'train' | 'test', length: number) =>
    miniRooms({ split, length, height: 64, width: 80 });
  const train = rooms('train', 4);
  const common = { batchSize: 2, seed: 0, workers: 0 };
  const steps = denseTraining([48, 64]);
  const loaders = [
    createDenseLoader({ dataset: train, steps, shuffle: true, ...common }),
    createDenseLoader({ dataset: rooms('test', 2), steps: denseEvaluation(), ...common }),
  ] as const;
  const members = denseTaskNames.map((name) => {
    const task = createDenseTask(name, { classes: train.classes });
    return { task, domain: tinyDenseDomain(backbone, task, 'ftn', { rank: 2 }) };
  });
  const sums: Record<string, number>[] = [];
  await trainJointly({
    members,
    data: denseSource(loaders[0], (index) => `room ${index}`),
    config: { ...tinyConfig, epochs: 2 },
    onLosses: (losses) => void sums.push({ ...losses }),
  });
  expect(sums).toHaveLength(4);
  for (const losses of sums) {
    expect(Object.keys(losses)).toEqual([...denseTaskNames]);
    expect(Object.values(losses).every((loss) => loss > 0)).toBe(true);
  }
  for (const { domain, task } of members) {
    const metrics = await evaluateDense(domain, task, denseSource(loaders[1]).batches(0));
    expect(metrics[task.metric.name], task.name).toBeGreaterThan(0);
    domain.dispose();
  }
  for (const loader of loaders) await loader.close();
  backbone.dispose();
});
