import { resolve } from 'node:path';
import {
  type Batch,
  createBatchLoader,
  heightAndWidth,
  type ImageDataset,
  type ImageSource,
  type LabelColor,
  readDenseSource,
} from '@ftn/datasets';
import { softmax, type Tensor, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { OpenAdapter } from '../adapter/open-adapter.js';
import { toBytes } from '../compare/shown-images.js';

/** A file's path, or pixels in memory. */
export type ImageInput = string | Extract<ImageSource, { kind: 'pixels' }>;

/** A class with its probability. */
export interface LabelProbability {
  readonly label: string;
  readonly probability: number;
}

/** What a network says of an image: its classes, or a map of its pixels. */
export interface ImagePrediction {
  /** The file; `image N` for pixels in memory. */
  readonly image: string;
  /** Every class, the most probable first; empty for tasks that predict maps. */
  readonly labels: readonly LabelProbability[];
  /** What is predicted of every pixel, row by row; null for tasks that predict classes. */
  readonly map: PredictedMap | null;
}

/** A predicted map beside the image as the network saw it. */
export interface PredictedMap {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Probabilities of an edge, classes, unit vectors, metres. */
  readonly values: Float32Array | Int32Array;
  /** The image at the map's size, RGB. */
  readonly rgb: Uint8Array;
  /** The colours of labels, where the owner of the data that was learned chose some. */
  readonly colors?: readonly LabelColor[] | undefined;
  /** Whether the image was shrunk because it is much larger than those that were trained on. */
  readonly shrunk: boolean;
}

/** How many times the pixels that were trained on an image may have before it is shrunk. */
const mostPixels = 4;

/** What messages and results call an image, by its place among others where it has no file. */
export const nameOfImage = (image: ImageInput, place: number): string =>
  typeof image === 'string' ? image : `image ${place + 1}`;

function sourceOf(image: ImageInput): ImageSource {
  return typeof image === 'string' ? { kind: 'file', path: resolve(image) } : image;
}

const alone = (source: ImageSource): ImageDataset => ({
  name: 'images',
  classes: [],
  length: 1,
  label: () => 0,
  image: () => source,
});

/** Steps before those of the adapter, where its images keep their size and this one is much too large. */
async function shrinking(source: ImageSource, { settings, manifest }: OpenAdapter) {
  const resizes = settings.steps.some(({ kind }) => kind !== 'normalize');
  if (resizes) return [];
  const { height, width } =
    source.kind === 'file'
      ? await readDenseSource({ kind: 'files', image: source.path, maps: {} }, [], settings.decode)
      : source;
  const [trainedHeight, trainedWidth] = heightAndWidth(manifest.input.size);
  const scale = Math.sqrt((mostPixels * trainedHeight * trainedWidth) / (height * width));
  if (scale >= 1) return [];
  const size = [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))] as const;
  return [{ kind: 'resize', size } as const];
}

/** The output of a task as classes with probabilities, or as a map. */
function interpret(
  adapter: OpenAdapter,
  output: Tensor,
): {
  readonly labels: LabelProbability[];
  readonly map: Omit<PredictedMap, 'rgb' | 'colors' | 'shrunk'> | null;
} {
  const { task } = adapter;
  if (output.rank === 2) {
    const probabilities = tidy(() => softmax(output).dataSync());
    const labels = task.outputs.map((label, i) => ({ label, probability: probabilities[i]! }));
    return { labels: labels.sort((a, b) => b.probability - a.probability), map: null };
  }
  const predicted = task.predict(output);
  const [, height, width, channels = 1] = predicted.shape as [number, number, number, number?];
  const values = predicted.dataSync<'float32' | 'int32'>().slice() as unknown as Float32Array | Int32Array;
  return { labels: [], map: { height, width, channels, values } };
}

/** What an adapter's network says of one image. */
export async function predictImage(
  adapter: OpenAdapter,
  image: ImageInput,
  number = 0,
): Promise<ImagePrediction> {
  const source = sourceOf(image);
  const shrink = await shrinking(source, adapter);
  await using loader = createBatchLoader({
    dataset: alone(source),
    batchSize: 1,
    transforms: [...shrink, ...adapter.settings.steps],
    decode: adapter.settings.decode,
    targets: [],
    workers: 0,
  });
  const { value: batch } = await loader.batches(0)[Symbol.asyncIterator]().next();
  const { images, shape } = batch as Batch;
  // Not what tidy returns: it would look through every number of a map for tensors.
  let found: ReturnType<typeof interpret> | undefined;
  tidy(() => {
    const { output } = adapter.domain.forward(tensor4d(images, [...shape]), 'eval');
    found = interpret(adapter, output);
  });
  const { labels, map } = found!;
  const name = nameOfImage(image, number);
  if (!map) return { image: name, labels, map };
  const rgb = toBytes(images, adapter.input);
  const { colors } = adapter.manifest.data ?? {};
  return { image: name, labels, map: { ...map, rgb, colors, shrunk: shrink.length > 0 } };
}
