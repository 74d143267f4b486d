import { Domain } from '@ftn/adapters';
import { type Architecture, Backbone, resNet } from '@ftn/backbones';
import type { Batch, BatchSource } from '@ftn/datasets';
import { RandomStream } from '@ftn/random';
import { classificationTask } from '@ftn/tasks';
import { createMethod, type MethodOptions } from '@ftn/tensor-factors';
import { evaluate } from '../loop/evaluate.js';
import type { TrainingConfig } from '../loop/training-config.js';

/** A ResNet of four narrow blocks for images of 16 pixels: a step takes milliseconds on any engine. */
export const tinyArchitecture: Architecture = resNet('tiny', {
  block: 'basic',
  depths: [1, 1, 1, 1],
  width: 4,
  stem: 'small',
});

export const tinyClasses = ['circle', 'square', 'triangle'];

export function tinyBackbone(): Backbone {
  return Backbone.random(tinyArchitecture, new RandomStream(1, 'tiny'));
}

export function tinyDomain(backbone: Backbone, method: string, options: MethodOptions = {}): Domain {
  const identity = { name: 'tiny', backbone, method: createMethod(method, options), classes: tinyClasses };
  return Domain.create({ ...identity, seed: 5 });
}

/** Images of three classes told apart by which channel is bright, noisy, each a function of (split, number). */
function image(split: string, index: number): { label: number; pixels: Float32Array } {
  const random = new RandomStream(9, split, index);
  const label = random.integer(tinyClasses.length);
  const pixels = random.normals(16 * 16 * 3);
  for (let i = label; i < pixels.length; i += 3) pixels[i]! += 1;
  return { label, pixels };
}

function batchOf(split: string, indices: ArrayLike<number>): Batch {
  const made = Array.from(indices, (index) => image(split, index));
  const images = new Float32Array(made.length * 16 * 16 * 3);
  for (const [i, { pixels }] of made.entries()) images.set(pixels, i * pixels.length);
  return {
    images,
    shape: [made.length, 16, 16, 3],
    label: { data: Int32Array.from(made, ({ label }) => label), shape: [made.length] },
    indices: Int32Array.from(indices),
  };
}

/** `batches` batches of `size` images an epoch, in an order of the epoch's own; the last batch may be short. */
export function tinySource(images: number, size: number): BatchSource {
  const batchesPerEpoch = Math.ceil(images / size);
  return {
    batchesPerEpoch,
    async *batches(epoch, fromBatch = 0) {
      const order = new RandomStream(3, 'order', epoch).permutation(images);
      for (let batch = fromBatch; batch < batchesPerEpoch; batch++) {
        yield batchOf('train', order.slice(batch * size, (batch + 1) * size));
      }
    },
  };
}

/** Images no training set of `tinySource` holds. */
export async function* tinyHeldOut(images: number): AsyncIterable<Batch> {
  yield batchOf(
    'held out',
    Array.from({ length: images }, (_, i) => i),
  );
}

/** The accuracy of a domain on images with a class each, in percent. */
export async function accuracyOf(
  domain: Domain,
  batches: AsyncIterable<Batch>,
  onBatch?: () => void,
): Promise<number> {
  const { metrics } = await evaluate(domain, classificationTask(domain.classes), batches, { onBatch });
  return metrics.accuracy!;
}

/** FTN as the paper trains it, in small: Adam for the factors, SGD with momentum for the rest. */
export const tinyConfig: TrainingConfig = {
  epochs: 3,
  batchSize: 4,
  schedule: { kind: 'cosine', every: 'step' },
  optimizers: {
    factors: { kind: 'adam', rate: 0.01, decay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    default: { kind: 'sgd', rate: 0.02, momentum: 0.9, decay: 1e-4, nesterov: false },
  },
  seed: 0,
};

/** Every tensor training changes by name, copied. */
export function valuesOf(domain: Domain): Map<string, Float32Array> {
  return new Map(
    [...domain.state()].map(([name, value]) => [name, value.dataSync().slice() as Float32Array]),
  );
}
