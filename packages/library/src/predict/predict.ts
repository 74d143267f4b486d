import { startEngine } from '@ftn/engine';
import { openAdapter } from '../adapter/open-adapter.js';
import { listOf } from '../one-or-several.js';
import { Run } from '../progress/run.js';
import { type ImageInput, type ImagePrediction, predictImage } from './predict-image.js';

/** Which adapter looks at which images. */
export interface PredictOptions {
  /** The adapter's folder, or its run's. */
  readonly adapter: string;
  /** The backbone's weights; default those that ship with the library. */
  readonly weights?: string | undefined;
  /** Files, or images in memory. */
  readonly images: ImageInput | readonly ImageInput[];
  /** Called with each prediction as it is made. */
  readonly onPrediction?: ((prediction: ImagePrediction) => void | Promise<void>) | undefined;
  /** Stops the prediction. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * What an adapter says of images, in their order:
 *
 * ```ts
 * const [rose] = await predict({ adapter: 'runs/flowers', images: 'rose.jpg' });
 * rose.labels[0]; // { label: 'rose', probability: 0.97 }
 * ```
 */
export function predict(options: PredictOptions): Run<ImagePrediction[]> {
  return new Run(async ({ emit, stop }) => {
    const images = listOf(options.images);
    const engine = await startEngine();
    emit({ kind: 'engine', engine });
    using adapter = await openAdapter(options.adapter, options.weights);
    const predictions: ImagePrediction[] = [];
    for (const [i, image] of images.entries()) {
      stop.throwIfRequested();
      const made = await predictImage(adapter, image, i);
      predictions.push(made);
      await options.onPrediction?.(made);
      emit({ kind: 'progress', label: 'predicting', done: i + 1, total: images.length });
    }
    emit({ kind: 'done', label: 'predicting' });
    return predictions;
  }, options.signal);
}
