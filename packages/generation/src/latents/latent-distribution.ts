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

export interface SampleOptions {
  readonly seed: number;
  /** Numbers are drawn anew while they are this many deviations or more from the mean (the truncation trick); default: never. */
  readonly truncation?: number;
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
      let value = random.normal();
      while (Math.abs(value) >= truncation) value = random.normal();
      latents[row * size + column] = mean[column]! + deviation[column]! * value;
    }
  }
  return latents;
}

/** The distribution of Σ share·z over distributions, for shares that sum to one: mean and deviation mixed alike. */
export function mixLatents(parts: readonly (readonly [LatentDistribution, number])[]): LatentDistribution {
  const total = parts.reduce((sum, [, share]) => sum + share, 0);
  const size = parts[0]![0].mean.length;
  const mixed = (of: (distribution: LatentDistribution) => Float32Array) =>
    Float32Array.from({ length: size }, (_, i) =>
      parts.reduce((sum, [distribution, share]) => sum + (share / total) * of(distribution)[i]!, 0),
    );
  return { mean: mixed(({ mean }) => mean), deviation: mixed(({ deviation }) => deviation) };
}
