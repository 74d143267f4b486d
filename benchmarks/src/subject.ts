// What steps of a classification are measured on: images of noise, a domain of a rank, and what the paper trains it by.
import { Domain } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import type { Batch } from '@ftn/datasets';
import { RandomStream } from '@ftn/random';
import { createMethod } from '@ftn/tensor-factors';
import { OptimizerSet } from '@ftn/training';

export const classes = Array.from({ length: 100 }, (_, i) => `class ${i}`);

/** Images of noise: a step takes the same time whatever it sees. */
export function noise(images: number, size: number): Batch {
  const random = new RandomStream(0, 'noise');
  return {
    images: new Float32Array(images * size * size * 3).map(() => random.uniform(-1, 1)),
    shape: [images, size, size, 3],
    label: { data: Int32Array.from({ length: images }, (_, i) => i % classes.length), shape: [images] },
    indices: Int32Array.from({ length: images }, (_, i) => i),
  };
}

/** A domain with factors of that rank; of rank 0 with batch norms and head alone. */
export function domainOf(backbone: Backbone, rank: number, name = `rank ${rank}`): Domain {
  const method = rank === 0 ? createMethod('fc-and-bn-only') : createMethod('ftn', { rank });
  return Domain.create({ name, backbone, method, classes, seed: 1 });
}

/** Adam for the factors, SGD with momentum for the rest. */
export function optimizersOf(domain: Domain): OptimizerSet {
  const adam = { kind: 'adam', rate: 0.005, decay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
  const sgd = { kind: 'sgd', rate: 0.008, momentum: 0.9, decay: 0, nesterov: false } as const;
  return new OptimizerSet(domain.parameters(), { factors: adam, default: sgd });
}
