import { RandomStream } from '@ftn/random';

/** Independent normal numbers a domain's latents are drawn from. */
export interface LatentDistribution {
  /** [latentSize] */
  readonly mean: Float32Array;
  /** [latentSize] */
  readonly deviation: Float32Array;
}

/** The distribution generators are trained with: mean 0, deviation 1. */
export function standardLatents(size: number): LatentDistribution {
  return { mean: new Float32Array(size), deviation: new Float32Array(size).fill(1) };
}

/** Mean and deviation of each number of learned latents, rows of `size`. */
export function fitLatents(latents: Float32Array, size: number): LatentDistribution {
  const count = latents.length / size;
  const mean = new Float32Array(size);
  const deviation = new Float32Array(size);
  for (let column = 0; column < size; column++) {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += latents[row * size + column]!;
    let squares = 0;
    for (let row = 0; row < count; row++) squares += (latents[row * size + column]! - sum / count) ** 2;
    mean[column] = sum / count;
    deviation[column] = Math.sqrt(squares / count);
  }
  return { mean, deviation };
}

/** How latents are sampled. */
export interface SampleOptions {
  /** Determines the latents. */
  readonly seed: number;
  /** Truncation: resample numbers this many standard deviations or more from the mean; default: never. */
  readonly truncation?: number;
}

/** Below this many deviations nearly every normal number would be resampled: 24 of 25 at it. */
const narrow = 0.05;

/** A normal number less than `truncation` deviations from 0, by rejection: from normal numbers, or where few fit, even ones. */
function truncatedNormal(random: RandomStream, truncation: number): number {
  if (truncation < narrow) {
    while (true) {
      const value = random.uniform(-truncation, truncation);
      if (random.uniform(0, 1) < Math.exp(-(value ** 2) / 2)) return value;
    }
  }
  let value = random.normal();
  while (Math.abs(value) >= truncation) value = random.normal();
  return value;
}

/** `count` latents, row by row; the n-th depends on seed and n alone. */
export function sampleLatents(
  count: number,
  { mean, deviation }: LatentDistribution,
  { seed, truncation = Number.POSITIVE_INFINITY }: SampleOptions,
): Float32Array {
  const size = mean.length;
  const latents = new Float32Array(count * size);
  for (let row = 0; row < count; row++) {
    const random = new RandomStream(seed, 'latent', row);
    for (let column = 0; column < size; column++) {
      const value = truncatedNormal(random, truncation);
      latents[row * size + column] = mean[column]! + deviation[column]! * value;
    }
  }
  return latents;
}

/**
 * The standard distribution moved by Σ share·(distribution − standard), mean and deviation alike: as ΔW is mixed, so that
 * shares of nothing are what the generator itself draws, and shares that add up to one a weighted mean.
 */
export function mixLatents(parts: readonly (readonly [LatentDistribution, number])[]): LatentDistribution {
  const rest = 1 - parts.reduce((sum, [, share]) => sum + share, 0);
  const size = parts[0]![0].mean.length;
  const mixed = (of: (distribution: LatentDistribution) => Float32Array, standard: number) =>
    Float32Array.from({ length: size }, (_, i) =>
      parts.reduce((sum, [distribution, share]) => sum + share * of(distribution)[i]!, rest * standard),
    );
  return { mean: mixed(({ mean }) => mean, 0), deviation: mixed(({ deviation }) => deviation, 1) };
}
