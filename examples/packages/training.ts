import { Domain } from '@ftn/adapters';
import { Backbone, createArchitecture } from '@ftn/backbones';
import { createBatchLoader, smallEvaluation } from '@ftn/datasets';
import { startEngine } from '@ftn/engine';
import { RandomStream } from '@ftn/random';
import { miniDomain } from '@ftn/synthetic';
import { createTask } from '@ftn/tasks';
import { createMethod } from '@ftn/tensor-factors';
import { evaluate, trainDomain, trainingConfigSchema } from '@ftn/training';

await startEngine();
const dataset = miniDomain({ style: 'clipart', split: 'train', perClass: 1 });
const backbone = Backbone.random(createArchitecture('resnet10-small'), new RandomStream(0));
const method = createMethod('ftn', { rank: 2 });
const domain = Domain.create({ name: 'clipart', backbone, method, classes: dataset.classes, seed: 0 });
const loader = {
  dataset,
  batchSize: 8,
  transforms: smallEvaluation(),
  targets: ['label'],
  workers: 0,
} as const;
await using data = createBatchLoader(loader);
const config = trainingConfigSchema.parse({
  epochs: 2,
  batchSize: 8,
  schedule: { kind: 'cosine', every: 'step' },
  optimizers: { factors: { kind: 'adam', rate: 0.01 }, default: { kind: 'sgd', rate: 0.1 } },
  seed: 0,
});
const { step } = await trainDomain({ domain, data, config });
const task = createTask('classification', { classes: dataset.classes });
console.log(step, (await evaluate(domain, task, data.batches(0))).perClass?.length);
for (const held of [domain, backbone]) held.dispose();
