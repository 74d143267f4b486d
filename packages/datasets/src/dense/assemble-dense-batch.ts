import { FtnError, MismatchError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import type { Decoding } from '../pixels/decoding.js';
import { applyDenseSteps, type DenseMaps } from './apply-dense-steps.js';
import type { DenseSource } from './dense-dataset.js';
import type { DenseKey } from './dense-sample.js';
import type { DenseStep } from './dense-step.js';
import { readDenseSource } from './read-dense-source.js';

/** What one batch is made of: enough to make it anywhere, with the same result. */
export interface DenseTask {
  readonly kind: 'dense';
  readonly sources: readonly DenseSource[];
  readonly keys: readonly DenseKey[];
  readonly indices: Int32Array;
  readonly epoch: number;
  readonly seed: number;
  readonly steps: readonly DenseStep[];
  readonly decode?: Decoding | undefined;
}

/** Numbers with their shape, ready for a tensor. */
export interface DenseArray<T> {
  readonly data: T;
  readonly shape: readonly number[];
}

/** A batch of images and maps, NHWC. */
export interface DenseArrays {
  /** Normalised pixels, [batch, height, width, 3]. */
  readonly image: DenseArray<Float32Array>;
  /** 1 on an edge, 0 off it, 255 ignored, [batch, height, width, 1]. */
  readonly edge?: DenseArray<Float32Array>;
  /** Classes, 255 ignored, [batch, height, width]. */
  readonly labels?: DenseArray<Int32Array>;
  /** Unit vectors, 0 where unknown, [batch, height, width, 3]. */
  readonly normals?: DenseArray<Float32Array>;
  /** Metres, 0 where unknown, [batch, height, width, 1]. */
  readonly depth?: DenseArray<Float32Array>;
}

/** Reads, augments and stacks samples; sample i's randomness is named (seed, 'augment', epoch, index i). */
export async function assembleDenseBatch(task: DenseTask): Promise<DenseArrays> {
  const { sources, keys, indices, steps } = task;
  let batch: DenseArrays | undefined;
  for (let i = 0; i < sources.length; i++) {
    const source = sources[i]!;
    const sample = await readDenseSource(source, keys, task.decode);
    const random = new RandomStream(task.seed, 'augment', task.epoch, indices[i]!);
    const maps = named(source, indices[i]!, () => applyDenseSteps(sample, steps, random));
    batch ??= emptyBatch(sources.length, maps, keys);
    const [, height, width] = batch.image.shape;
    if (maps.height !== height || maps.width !== width) {
      throw new MismatchError('samples of one batch differ in size', {
        file: nameOf(source, indices[i]!),
        expected: `${height} × ${width}`,
        got: `${maps.height} × ${maps.width}`,
        hint: 'End the transforms with a crop or a resize.',
      });
    }
    write(batch, i, maps, steps);
  }
  return batch ?? { image: { data: new Float32Array(0), shape: [0, 0, 0, 3] } };
}

function emptyBatch(n: number, { height, width }: DenseMaps, keys: readonly DenseKey[]): DenseArrays {
  const floats = (channels: number) => ({
    data: new Float32Array(n * height * width * channels),
    shape: [n, height, width, channels],
  });
  const has = (key: DenseKey) => keys.includes(key);
  return {
    image: floats(3),
    ...(has('edge') && { edge: floats(1) }),
    ...(has('labels') && { labels: { data: new Int32Array(n * height * width), shape: [n, height, width] } }),
    ...(has('normals') && { normals: floats(3) }),
    ...(has('depth') && { depth: floats(1) }),
  };
}

function write(batch: DenseArrays, i: number, maps: DenseMaps, steps: readonly DenseStep[]): void {
  const pixels = maps.height * maps.width;
  writeImage(batch.image.data, 3 * i * pixels, maps.image, steps);
  if (batch.edge) batch.edge.data.set(maps.edge!, i * pixels);
  if (batch.labels) batch.labels.data.set(maps.labels!, i * pixels);
  if (batch.normals) batch.normals.data.set(maps.normals!, 3 * i * pixels);
  if (batch.depth) batch.depth.data.set(maps.depth!, i * pixels);
}

/** (x / 255 − mean) / std, rounded to 32 bits at each step as PyTorch's tensors are. */
function writeImage(
  out: Float32Array,
  offset: number,
  image: DenseMaps['image'],
  steps: readonly DenseStep[],
): void {
  const last = steps.at(-1);
  const { mean, std } = last?.kind === 'normalize' ? last : { mean: [0, 0, 0], std: [1, 1, 1] };
  for (let c = 0; c < 3; c++) {
    const m = Math.fround(mean[c]!);
    const s = Math.fround(std[c]!);
    for (let k = c; k < image.length; k += 3) {
      out[offset + k] = Math.fround(Math.fround(image[k]! / 255) - m) / s;
    }
  }
}

/** The name of a sample in errors. */
function nameOf(source: DenseSource, index: number): string {
  if (source.kind === 'files') return source.image;
  return source.kind === 'memory' ? `sample ${index}` : `${source.file}, image ${source.index}`;
}

/** Adds the sample's name to an error that does not know it. */
function named<T>(source: DenseSource, index: number, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof FtnError && !cause.details.file) {
      throw new MismatchError(cause.problem, { ...cause.details, file: nameOf(source, index) });
    }
    throw cause;
  }
}
