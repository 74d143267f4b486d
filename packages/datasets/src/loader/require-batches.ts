import { MismatchError } from '@ftn/errors';
import { mapAtOnce } from '../check/map-at-once.js';
import type { DenseDataset } from '../dense/dense-dataset.js';
import type { DenseStep } from '../dense/dense-step.js';
import type { ImageDataset } from '../image-dataset.js';
import type { Decoding } from '../pixels/decoding.js';
import { type Extent, imageSize } from '../pixels/image-size.js';
import type { TransformStep } from '../transforms/transform-step.js';
import { type BatchLoaderOptions, hasMaps } from './batch-loader.js';
import { sizeAfter } from './size-after.js';

/** Headers read at once: a bound on memory. */
const AT_ONCE = 4;

/** Sizes that no image has, to see whether the steps bring all to one. */
const probes: readonly Extent[] = [
  { height: 1009, width: 2003 },
  { height: 3001, width: 1511 },
];

/** The batches somebody is going to read. */
export interface BatchesToCome
  extends Pick<BatchLoaderOptions, 'dataset' | 'transforms' | 'batchSize' | 'decode'> {
  /** Told of every size that images have after the steps, once each; may throw where one cannot be measured. */
  readonly onSize?: ((size: Extent) => void) | undefined;
}

/**
 * Refuses, before anything is trained, what reading the batches of a test set would refuse in the end: images of one batch that
 * differ in size after the steps. Only headers are read, and nothing where the steps bring all images to one size.
 *
 * @throws MismatchError with the first image that differs from the one before it in its batch, and what `onSize` throws.
 */
export async function requireBatches({
  dataset,
  transforms,
  batchSize,
  decode,
  onSize,
}: BatchesToCome): Promise<void> {
  const one = commonSize(transforms);
  if (one && dataset.length > 0) onSize?.(one);
  if (one || (batchSize === 1 && !onSize)) return;
  const indices = Array.from({ length: dataset.length }, (_, index) => index);
  const sizes = await mapAtOnce(indices, AT_ONCE, async (index) => {
    const { file, size } = hasMaps(dataset)
      ? await sampleSize(dataset, index)
      : await sizeOf(dataset, index, decode);
    return { file, size: size && sizeAfter(transforms, size) };
  });
  const known = new Map<string, Extent>();
  for (const { size } of sizes) if (size) known.set(`${size.height} × ${size.width}`, size);
  for (const size of known.values()) onSize?.(size);
  if (batchSize === 1) return;
  for (const [index, { file, size }] of sizes.entries()) {
    const first = sizes[index - (index % batchSize)]!;
    if (!size || !first.size || (size.height === first.size.height && size.width === first.size.width))
      continue;
    throw new MismatchError('images of one batch differ in size', {
      file,
      expected: `${first.size.height} × ${first.size.width}, as ${first.file}`,
      got: `${size.height} × ${size.width}`,
      hint: 'End the transforms of testing with a resize or a crop, or take batches of one.',
    });
  }
}

/** The size the steps bring every image to; undefined where it depends on the image. */
export function commonSize(steps: readonly (TransformStep | DenseStep)[]): Extent | undefined {
  const [a, b] = probes.map((probe) => sizeAfter(steps, probe));
  return a && b && a.height === b.height && a.width === b.width ? a : undefined;
}

interface Sized {
  readonly file: string;
  readonly size: Extent | undefined;
}

async function sizeOf(dataset: ImageDataset, index: number, decode: Decoding | undefined): Promise<Sized> {
  const image = dataset.image(index);
  if (image.kind === 'pixels') return { file: `image ${index}`, size: image };
  return { file: image.path, size: await imageSize(image.path, { box: image.box, decode }) };
}

async function sampleSize(dataset: DenseDataset, index: number): Promise<Sized> {
  const source = dataset.sample(index);
  if (source.kind === 'memory') return { file: `sample ${index}`, size: source.sample };
  // All images of nyu_depth_v2_labeled.mat are of one size.
  if (source.kind === 'nyud-labeled') return { file: source.file, size: undefined };
  return { file: source.image, size: await imageSize(source.image, { turn: false }) };
}
