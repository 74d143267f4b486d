import { startEngine } from '@ftn/engine';
import { FormatError, type FtnError, StorageError } from '@ftn/errors';
import { listOf } from '../one-or-several.js';
import { Run } from '../progress/run.js';
import { openAdapters } from './open-adapters.js';
import { type ImageInput, type ImagePrediction, nameOfImage, predictImage } from './predict-image.js';

/** An image that could not be read, and why. */
export interface BrokenImage {
  readonly image: string;
  readonly error: FtnError;
}

/** Which adapters look at which images. */
export interface PredictOptions {
  /** An adapter's folder, or its run's; several look at each image in turn, over one copy of their network. */
  readonly adapter: string | readonly string[];
  /** The backbone's weights; default those that ship. */
  readonly weights?: string | undefined;
  /** Files or pixels; `findImages` turns folders and patterns into files. */
  readonly images: ImageInput | readonly ImageInput[];
  /** Told of each prediction when it is made. */
  readonly onPrediction?: ((prediction: AdapterPrediction) => void | Promise<void>) | undefined;
  /** Told of each image that cannot be read, which is then left out; default the first one ends the work. */
  readonly onBroken?: ((broken: BrokenImage) => void | Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What one adapter says of an image. */
export interface AdapterPrediction extends ImagePrediction {
  /** What tells the adapter from the others: its domain, where that is enough. */
  readonly adapter: string;
}

/**
 * What adapters say of images, image by image:
 *
 * ```ts
 * const [rose] = await predict({ adapter: 'runs/flowers', images: 'rose.jpg' });
 * rose.labels[0]; // { label: 'rose', probability: 0.97 }
 * ```
 *
 * @throws FormatError or StorageError for an image that cannot be read, unless `onBroken` is told of it
 */
export function predict(options: PredictOptions): Run<AdapterPrediction[]> {
  return new Run(async ({ emit, stop }) => {
    const images = listOf(options.images);
    const engine = await startEngine();
    emit({ kind: 'engine', engine });
    using opened = await openAdapters(listOf(options.adapter), options.weights);
    const predictions: AdapterPrediction[] = [];
    for (const [i, image] of images.entries()) {
      try {
        for (const { label, adapter } of opened.adapters) {
          stop.throwIfRequested();
          const made = { ...(await predictImage(adapter, image, i)), adapter: label };
          predictions.push(made);
          await options.onPrediction?.(made);
        }
      } catch (error) {
        if (!options.onBroken || !isBroken(error)) throw error;
        await options.onBroken({ image: nameOfImage(image, i), error });
      }
      emit({ kind: 'progress', label: 'predicting', done: i + 1, total: images.length });
    }
    emit({ kind: 'done', label: 'predicting' });
    return predictions;
  }, options.signal);
}

/** Whether an error is one image's alone: its file is missing, not to be read, or broken. */
const isBroken = (error: unknown): error is FtnError =>
  error instanceof FormatError || error instanceof StorageError;
