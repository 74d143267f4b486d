import { MismatchError } from '@ftn/errors';
import type { Meter } from '../meter.js';
import { type Image, type Pixels, requireFinite, sharedSize } from './image.js';
import { requirePeak } from './peak-signal-to-noise.js';

/** The SSIM over a set of images. */
export interface StructuralSimilarityResult {
  /** Mean over images of each one's SSIM, from −1 to 1; NaN without images. */
  readonly ssim: number;
  readonly images: number;
}

const radius = 5;
const size = 2 * radius + 1;
/** A Gaussian of deviation 1.5 on 11 places, of sum 1. */
const gaussian = (() => {
  const weights = Array.from({ length: size }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * 1.5 ** 2)));
  const sum = weights.reduce((a, b) => a + b, 0);
  return Float64Array.from(weights, (w) => w / sum);
})();

/** The weighted mean around every place whose 11 × 11 window lies inside the map. */
function windowMeans(map: Float64Array, height: number, width: number): Float64Array {
  const innerWidth = width - size + 1;
  const rows = new Float64Array(height * innerWidth);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < innerWidth; x++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += gaussian[k]! * map[y * width + x + k]!;
      rows[y * innerWidth + x] = sum;
    }
  }
  const means = new Float64Array((height - size + 1) * innerWidth);
  for (let i = 0; i < means.length; i++) {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += gaussian[k]! * rows[i + k * innerWidth]!;
    means[i] = sum;
  }
  return means;
}

/** One channel of an image. */
function channelOf(data: Pixels, channel: number, channels: number): Float64Array {
  return Float64Array.from({ length: data.length / channels }, (_, i) => data[i * channels + channel]!);
}

function product(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((v, i) => v * b[i]!);
}

function channelSimilarity(
  a: Float64Array,
  b: Float64Array,
  height: number,
  width: number,
  peak: number,
): number {
  const c1 = (0.01 * peak) ** 2;
  const c2 = (0.03 * peak) ** 2;
  const means = (map: Float64Array) => windowMeans(map, height, width);
  const [ma, mb] = [means(a), means(b)];
  const [maa, mbb, mab] = [means(product(a, a)), means(product(b, b)), means(product(a, b))];
  let sum = 0;
  for (let i = 0; i < ma.length; i++) {
    const [ua, ub] = [ma[i]!, mb[i]!];
    const varianceA = maa[i]! - ua * ua;
    const varianceB = mbb[i]! - ub * ub;
    const covariance = mab[i]! - ua * ub;
    sum +=
      ((2 * ua * ub + c1) * (2 * covariance + c2)) /
      ((ua * ua + ub * ub + c1) * (varianceA + varianceB + c2));
  }
  return sum / ma.length;
}

/**
 * Streaming structural similarity (Wang et al. 2004): the mean over windows of
 * (2μ_a μ_b + c₁)(2σ_ab + c₂) / ((μ_a² + μ_b² + c₁)(σ_a² + σ_b² + c₂)), c₁ = (0.01·peak)², c₂ = (0.03·peak)²; then over
 * channels, then over images. One image a call.
 *
 * Windows are Gaussian, σ = 1.5 on 11 × 11 pixels, inside the image; as scikit-image's `structural_similarity` with
 * `gaussian_weights=True, use_sample_covariance=False`.
 */
export class StructuralSimilarity implements Meter<Image, Image, StructuralSimilarityResult> {
  readonly #peak: number;
  #images = 0;
  #sum = 0;

  /** @throws UsageError for a peak that is not above zero. */
  constructor({ peak }: { peak: number }) {
    requirePeak(peak);
    this.#peak = peak;
  }

  /** @throws MismatchError for two sizes, a side below 11 or a number that is not finite; nothing is counted then. */
  update(prediction: Image, truth: Image): void {
    const { height, width, channels } = sharedSize(prediction, truth);
    if (Math.min(height, width) < size) {
      throw new MismatchError('an image is too small for the window of SSIM', {
        expected: `${size} × ${size} or more`,
        got: `${height} × ${width}`,
      });
    }
    requireFinite(prediction.data, 'predicted image');
    requireFinite(truth.data, 'ground-truth image');
    let sum = 0;
    for (let c = 0; c < channels; c++) {
      const [a, b] = [channelOf(prediction.data, c, channels), channelOf(truth.data, c, channels)];
      sum += channelSimilarity(a, b, height, width, this.#peak);
    }
    this.#images++;
    this.#sum += sum / channels;
  }

  result(): StructuralSimilarityResult {
    return { ssim: this.#sum / this.#images, images: this.#images };
  }

  reset(): void {
    this.#images = 0;
    this.#sum = 0;
  }
}
