import type { Measurement, Task } from '@ftn/tasks';
import { tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { type ImageSet, imageBatch } from './data/image-set.js';
import type { GeneratorDomain } from './domain/generator-domain.js';

export interface ReconstructionOptions {
  /** Says what is measured, and measures it. */
  readonly task: Pick<Task, 'predict' | 'meter'>;
  /** Images made at once; default 8. */
  readonly batchSize?: number;
  /** Told how many images are measured; may throw to stop. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Measures the images a domain makes of learned latents beside those they were learned from, in the order of the set.
 *
 * @param latents row by row, [N, latentSize]
 */
export async function evaluateReconstruction(
  domain: GeneratorDomain,
  set: ImageSet,
  latents: Float32Array,
  { task, batchSize = 8, onProgress }: ReconstructionOptions,
): Promise<Measurement> {
  const count = set.labels.length;
  const size = latents.length / count;
  const meter = task.meter();
  try {
    for (let from = 0; from < count; from += batchSize) {
      const to = Math.min(from + batchSize, count);
      const batch = imageBatch(
        set,
        Int32Array.from({ length: to - from }, (_, i) => from + i),
      );
      const prediction = tidy(() => {
        const rows = tensor2d(latents.subarray(from * size, to * size), [to - from, size]);
        const output = domain.forward(rows, tensor1d(batch.label!.data, 'int32'));
        return task.predict(output).dataSync<'float32'>().slice();
      });
      await meter.update(prediction as Float32Array, batch);
      onProgress?.(to);
    }
    return await meter.result();
  } finally {
    await meter.close?.();
  }
}
