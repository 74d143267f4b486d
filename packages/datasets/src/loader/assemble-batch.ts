import { FtnError, MismatchError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import type { ImageSource } from '../image-dataset.js';
import { type Mix, mixImages } from '../mixing/mix.js';
import { decodeImage } from '../pixels/decode-image.js';
import type { Decoding } from '../pixels/decoding.js';
import { type Pixels, toRgb } from '../pixels/pixels.js';
import { readImageFile } from '../pixels/read-image-file.js';
import { applyTransforms } from '../transforms/apply-transforms.js';
import type { TransformStep } from '../transforms/transform-step.js';
import { type AssembledBatch, batchWriter } from './batch-writer.js';

/** What one batch is made of: enough to make it anywhere, with the same result. */
export interface ImageTask {
  readonly kind: 'images';
  readonly sources: readonly ImageSource[];
  readonly indices: Int32Array;
  readonly epoch: number;
  readonly seed: number;
  /** How often each image came before in the epoch, where images may come again. */
  readonly repeats?: Int32Array | undefined;
  /** How the images are mixed with each other, if they are. */
  readonly mix?: Mix | undefined;
  readonly transforms: readonly TransformStep[];
  readonly decode?: Decoding | undefined;
}

/** How many files are read and decoded ahead of the one being transformed. */
const DECODE_AHEAD = 3;

/**
 * Decodes, augments and normalises one batch; image i's randomness is named (seed, 'augment', epoch, index i), and by how
 * often it came before where that is so.
 */
export async function assembleBatch(task: ImageTask): Promise<AssembledBatch> {
  const { sources, transforms, indices, decode } = task;
  const decoding: Promise<Pixels>[] = [];
  const writer = batchWriter(sources.length, transforms);
  for (let i = 0; i < sources.length; i++) {
    while (decoding.length < Math.min(i + DECODE_AHEAD, sources.length)) {
      const pixels = readImageSource(sources[decoding.length]!, decode);
      // Awaited below in order; a failure before its turn must not count as unhandled.
      pixels.catch(() => {});
      decoding.push(pixels);
    }
    const again = task.repeats?.[i] ? [task.repeats[i]!] : [];
    const random = new RandomStream(task.seed, 'augment', task.epoch, indices[i]!, ...again);
    const pixels = await decoding[i]!;
    const image = named(sources[i]!, () => applyTransforms(pixels, transforms, random));
    writer.write(image, () => nameOf(sources[i]!) ?? `image ${indices[i]}`);
  }
  const batch = writer.batch();
  if (sources.length > 0 && task.mix) mixImages(batch.images, batch, task.mix);
  return batch;
}

/**
 * The pixels of an image wherever it comes from, cut to its box.
 *
 * @throws FormatError where it cannot be decoded, StorageError where its file cannot be read, MismatchError for pixels that do not
 *   fill its size
 */
export async function readImageSource(source: ImageSource, decode?: Decoding): Promise<Pixels> {
  if (source.kind === 'pixels') {
    const { data, width, height, channels } = source;
    if (data.length === width * height * channels) return toRgb(data, width, height, channels);
    throw new MismatchError('the pixel buffer does not match the image size', {
      expected: `${width} × ${height} × ${channels} = ${width * height * channels}`,
      got: String(data.length),
    });
  }
  return decodeImage(await readImageFile(source.path), source.path, { box: source.box, decode });
}

function nameOf(source: ImageSource): string | undefined {
  return source.kind === 'file' ? source.path : undefined;
}

/** Adds the image's file to an error that does not know it. */
function named<T>(source: ImageSource, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const file = nameOf(source);
    if (file && cause instanceof FtnError && !cause.details.file) {
      throw new MismatchError(cause.problem, { ...cause.details, file });
    }
    throw cause;
  }
}
