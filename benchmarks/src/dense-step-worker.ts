// One side of the benchmark of dense tasks: four tasks in turn over ResNet-18, a decoder each, on one random batch.
import { Domain } from '@ftn/adapters';
import { Backbone, createArchitecture } from '@ftn/backbones';
import type { Batch } from '@ftn/datasets';
import { startEngine } from '@ftn/engine';
import { RandomStream } from '@ftn/random';
import { createTask } from '@ftn/tasks';
import { createMethod } from '@ftn/tensor-factors';
import { JointLearner } from '@ftn/training';
import type { DenseSetting } from './protocol.js';
import { serveSteps } from './worker.js';

const setting = JSON.parse(process.argv[2] ?? '{}') as DenseSetting;
const info = await startEngine({ engine: 'native', threads: setting.threads });
const { batch, height, width } = setting;
const pixels = batch * height * width;
const random = new RandomStream('benchmark', 'rooms');
const floats = (channels: number, draw: () => number) => ({
  data: Float32Array.from({ length: pixels * channels }, draw),
  shape: [batch, height, width, channels],
});
const labels = Int32Array.from({ length: pixels }, () => random.integer(setting.classes));
const images = random.normals(3 * pixels) as Float32Array<ArrayBuffer>;
const data: Batch = {
  images,
  shape: [batch, height, width, 3],
  indices: Int32Array.from({ length: batch }, (_, i) => i),
  edge: floats(1, () => (random.chance(0.05) ? 1 : 0)),
  labels: { data: labels, shape: [batch, height, width] },
  normals: floats(3, () => random.uniform(-1, 1)),
  depth: floats(1, () => random.uniform(0.5, 8)),
};
const architecture = createArchitecture(setting.backbone, { outputStride: setting.outputStride });
const backbone = Backbone.random(architecture, new RandomStream('benchmark', 'weights'));
const classes = Array.from({ length: setting.classes }, (_, i) => String(i));

/** One joint step of the four tasks by FTN at the given rank; rank 0 trains batch norms and decoders alone. */
function stepOf(rank: number): () => number {
  const method = rank === 0 ? createMethod('fc-and-bn-only') : createMethod('ftn', { rank });
  const members = ['edge', 'semseg', 'normals', 'depth'].map((name) => {
    const task = createTask(name, { classes });
    const domain = Domain.create({
      name,
      backbone,
      method,
      classes: task.outputs,
      seed: 1,
      head: task.head!,
    });
    return { task, domain };
  });
  const learner = new JointLearner(members, {
    epochs: 1,
    batchSize: batch,
    schedule: { kind: 'polynomial', power: 0.9 },
    optimizers: {
      factors: { kind: 'adam', rate: 0.01, decay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      default: { kind: 'sgd', rate: 0.005, momentum: 0.9, decay: 1e-4, nesterov: false },
    },
    seed: 0,
  });
  return () => learner.step(data, { step: 0, totalSteps: 1000, epoch: 0, epochs: 1 }).loss;
}

await serveSteps(`TensorFlow.js on TensorFlow ${info.tensorflow}, ${info.threads} threads`, stepOf);
