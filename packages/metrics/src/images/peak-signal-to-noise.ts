import { UsageError } from '@ftn/errors';
import type { Meter } from '../meter.js';
import { type Image, type Pixels, requireFinite, sharedSize } from './image.js';

/** The PSNR over a set of images, in dB. */
export interface PeakSignalToNoiseResult {
  /** Mean over images of each one's PSNR, in dB; ∞ as soon as one image is reproduced exactly, NaN without images. */
  readonly psnr: number;
  /** PSNR of the mean squared error over the numbers of all images, in dB. */
  readonly pooled: number;
  readonly images: number;
  /** Images reproduced exactly. */
  readonly exact: number;
  /** What the result was computed with. */
  readonly peak: number;
}

/** The mean squared difference of two images. */
function meanSquaredError(a: Pixels, b: Pixels): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum / a.length;
}

/**
 * Streaming peak signal-to-noise ratio: 10·log₁₀(peak² / MSE) in dB, one image a call.
 *
 * `peak` is the span of the values: 255 for bytes, 1 for [0, 1], 2 for [−1, 1]; the last two give the same dB.
 */
export class PeakSignalToNoise implements Meter<Image, Image, PeakSignalToNoiseResult> {
  readonly #peak: number;
  #images = 0;
  #exact = 0;
  #decibels = 0;
  #squares = 0;
  #numbers = 0;

  /** @throws UsageError for a peak that is not above zero. */
  constructor({ peak }: { peak: number }) {
    requirePeak(peak);
    this.#peak = peak;
  }

  /** @throws MismatchError for two sizes or a number that is not finite; nothing is counted then. */
  update(prediction: Image, truth: Image): void {
    sharedSize(prediction, truth);
    requireFinite(prediction.data, 'predicted image');
    requireFinite(truth.data, 'ground-truth image');
    const mse = meanSquaredError(prediction.data, truth.data);
    this.#images++;
    if (mse === 0) this.#exact++;
    this.#decibels += this.#psnr(mse);
    this.#squares += mse * truth.data.length;
    this.#numbers += truth.data.length;
  }

  result(): PeakSignalToNoiseResult {
    return {
      psnr: this.#decibels / this.#images,
      pooled: this.#psnr(this.#squares / this.#numbers),
      images: this.#images,
      exact: this.#exact,
      peak: this.#peak,
    };
  }

  reset(): void {
    this.#images = 0;
    this.#exact = 0;
    this.#decibels = 0;
    this.#squares = 0;
    this.#numbers = 0;
  }

  #psnr(mse: number): number {
    return 10 * Math.log10(this.#peak ** 2 / mse);
  }
}

export function requirePeak(peak: number): void {
  if (peak > 0 && Number.isFinite(peak)) return;
  throw new UsageError('invalid peak of an image', {
    expected: 'the span of its values: 255 for bytes, 1 for [0, 1], 2 for [−1, 1]',
    got: String(peak),
  });
}
