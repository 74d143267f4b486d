// One side of the benchmark: trains ResNet-18 with FTN on random images, a block of steps at a time.
import { Domain } from '@ftn/adapters';
import { Backbone, createArchitecture } from '@ftn/backbones';
import { startEngine } from '@ftn/engine';
import { RandomStream } from '@ftn/random';
import { createMethod } from '@ftn/tensor-factors';
import { OptimizerSet, trainStep } from '@ftn/training';
import type { Setting } from './protocol.js';
import { serveSteps } from './worker.js';

const setting = JSON.parse(process.argv[2] ?? '{}') as Setting;
const info = await startEngine({ engine: 'native', threads: setting.threads });

const images = Float32Array.from(
  new RandomStream('benchmark', 'images').normals(setting.batch * setting.size ** 2 * 3),
);
const indices = Int32Array.from({ length: setting.batch }, (_, i) => i % setting.classes);
const batch = {
  images,
  label: { data: indices, shape: [setting.batch] as const },
  indices,
  shape: [setting.batch, setting.size, setting.size, 3] as [number, number, number, 3],
};
const architecture = createArchitecture(setting.backbone);
const backbone = Backbone.random(architecture, new RandomStream('benchmark', 'weights'));
const classes = Array.from({ length: setting.classes }, (_, i) => String(i));

/** One training step of FTN at the given rank; rank 0 trains batch norms and head alone. */
function stepOf(rank: number): () => number {
  const method = rank === 0 ? createMethod('fc-and-bn-only') : createMethod('ftn', { rank });
  const domain = Domain.create({ name: `rank ${rank}`, backbone, method, classes, seed: 1 });
  const adam = { kind: 'adam', rate: 0.005, decay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
  const sgd = { kind: 'sgd', rate: 0.008, momentum: 0.9, decay: 0, nesterov: false } as const;
  const optimizers = new OptimizerSet(domain.parameters(), { factors: adam, default: sgd });
  return () => trainStep(domain, batch, optimizers, 1).loss;
}

await serveSteps(`TensorFlow.js on TensorFlow ${info.tensorflow}, ${info.threads} threads`, stepOf);
