import { Generator } from '@ftn/backbones';
import { UsageError } from '@ftn/errors';
import { tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { GeneratorDomain } from './domain/generator-domain.js';
import { sampleLatents, standardLatents } from './latents/latent-distribution.js';

/** Images as bytes, RGB, row by row, one image after the other. */
export interface GeneratedImages {
  readonly count: number;
  /** Height and width. */
  readonly size: number;
  /** count × size × size × 3 */
  readonly pixels: Uint8ClampedArray;
}

export interface GenerateRequest {
  /** The class of each image. */
  readonly labels: ArrayLike<number>;
  /** Latents, row by row; default: drawn by `seed` from the domain's distribution, else from the standard normal. */
  readonly latents?: Float32Array;
  /** Names the drawn latents; default 0. */
  readonly seed?: number;
  /** Truncation: keeps latents within this many standard deviations of their mean. */
  readonly truncation?: number;
  /** Images made at once; default 8. */
  readonly batchSize?: number;
  /** Told how many images are done; may throw to stop. */
  readonly onProgress?: (done: number) => void;
}

/** Makes images with a generator or one of its domains. Switching domains is a choice of the first argument. */
export function generate(source: Generator | GeneratorDomain, request: GenerateRequest): GeneratedImages {
  const { architecture } = source instanceof Generator ? source : source.generator;
  const { latentSize, resolution: size } = architecture.config;
  const labels = Int32Array.from(request.labels);
  const latents = request.latents ?? draw(source, labels.length, latentSize, request);
  if (latents.length !== labels.length * latentSize) {
    throw new UsageError('generate: latents and labels disagree about the number of images', {
      expected: `${labels.length} × ${latentSize} numbers`,
      got: String(latents.length),
    });
  }
  const { batchSize = 8, onProgress } = request;
  const pixels = new Uint8ClampedArray(labels.length * size * size * 3);
  for (let from = 0; from < labels.length; from += batchSize) {
    const to = Math.min(from + batchSize, labels.length);
    const images = tidy(() => {
      const rows = tensor2d(latents.subarray(from * latentSize, to * latentSize), [to - from, latentSize]);
      return source.forward(rows, tensor1d(labels.subarray(from, to), 'int32'));
    });
    const values = images.dataSync<'float32'>();
    images.dispose();
    // A Uint8ClampedArray rounds to the nearest.
    for (let i = 0, at = from * size * size * 3; i < values.length; i++, at++) {
      pixels[at] = (values[i]! + 1) * 127.5;
    }
    onProgress?.(to);
  }
  return { count: labels.length, size, pixels };
}

function draw(
  source: Generator | GeneratorDomain,
  count: number,
  size: number,
  { seed = 0, truncation }: GenerateRequest,
): Float32Array {
  const fitted = source instanceof Generator ? null : source.latents;
  const options = truncation === undefined ? { seed } : { seed, truncation };
  return sampleLatents(count, fitted ?? standardLatents(size), options);
}
