import { createBatchLoader, denseEvaluation, denseTraining } from '@ftn/datasets';
import { miniRooms } from '@ftn/synthetic';
import { createTask } from '@ftn/tasks';
import { expect, it } from 'vitest';
import { evaluate } from '../loop/evaluate.js';
import { tinyDenseDomain } from '../testing/tiny-rooms.js';
import { tinyBackbone, tinyConfig } from '../testing/tiny-training.js';
import { trainJointly } from './train-jointly.js';

const names = ['edge', 'semseg', 'normals', 'depth'];

it('the four dense tasks learn from loaded and augmented rooms, and are measured on others', async () => {
  const backbone = tinyBackbone();
  const rooms = (split: 'train' | 'test', length: number) =>
    miniRooms({ split, length, height: 64, width: 80 });
  const train = rooms('train', 4);
  const common = { batchSize: 2, seed: 0, workers: 0 };
  const loaders = [
    createBatchLoader({ dataset: train, transforms: denseTraining([48, 64]), shuffle: true, ...common }),
    createBatchLoader({ dataset: rooms('test', 2), transforms: denseEvaluation(), ...common }),
  ] as const;
  const members = names.map((name) => {
    const decoder = { width: 8, lowLevelWidth: 4, rates: [1, 2] };
    const task = createTask(name, { classes: train.classes, decoder });
    return { task, domain: tinyDenseDomain(backbone, task, 'ftn', { rank: 2 }) };
  });
  const sums: Record<string, number>[] = [];
  await trainJointly({
    members,
    data: loaders[0],
    config: { ...tinyConfig, epochs: 2 },
    onLosses: (losses) => void sums.push({ ...losses }),
  });
  expect(sums).toHaveLength(4);
  for (const losses of sums) {
    expect(Object.keys(losses)).toEqual(names);
    expect(Object.values(losses).every((loss) => loss > 0)).toBe(true);
  }
  for (const { domain, task } of members) {
    const { metrics } = await evaluate(domain, task, loaders[1].batches(0));
    expect(metrics[task.metric.name], task.name).toBeGreaterThan(0);
    domain.dispose();
  }
  for (const loader of loaders) await loader.close();
  backbone.dispose();
});
