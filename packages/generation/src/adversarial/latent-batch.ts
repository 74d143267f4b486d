import { RandomStream } from '@ftn/random';
import { sampleLatents, standardLatents } from '../latents/latent-distribution.js';

/** Latents and classes of images to be made. */
export interface LatentBatch {
  readonly latents: Float32Array;
  readonly labels: Int32Array;
}

/** Standard normal latents and even classes; which depends on the seed and the names alone. */
export function latentBatch(
  { classes, latentSize }: { readonly classes: number; readonly latentSize: number },
  { seed, count }: { readonly seed: number; readonly count: number },
  ...names: readonly (string | number)[]
): LatentBatch {
  const random = new RandomStream(seed, 'classes', ...names);
  const labels = Int32Array.from({ length: count }, () => random.integer(classes));
  const name = new RandomStream(seed, 'latents', ...names).uint32();
  return { latents: sampleLatents(count, standardLatents(latentSize), { seed: name }), labels };
}
