import { MismatchError } from '@ftn/errors';
import { requireFinite, requireSameLength } from './images/image.js';
import type { Meter } from './meter.js';
import { StreamingMedian } from './streaming-median.js';

export interface NormalErrorResult {
  /** mErr: the mean angle between predicted and true normal, in degrees; like all below NaN without valid pixels. */
  readonly mean: number;
  /** In degrees; `medianWithin` is 0 where it is exact, else how far it may be off. */
  readonly median: number;
  readonly medianWithin: number;
  /** Root of the mean squared angle, in degrees. */
  readonly rmse: number;
  /** Percent of the pixels with an angle below 11.25°, 22.5° and 30°. */
  readonly under11: number;
  readonly under22: number;
  readonly under30: number;
  /** Pixels judged: those whose true normal is not zero. */
  readonly count: number;
}

/** How a prediction reaches the measure. */
export interface NormalConvention {
  /**
   * `float`: as it is. `png`: each component is rounded to 8 bits, ⌊255·(n+1)/2 + ½⌋, and back, as the published
   * evaluation (RCM) reads predictions from image files.
   */
  readonly precision: 'float' | 'png';
}

const degrees = 180 / Math.PI;

/** −1 … 1 to a byte and back. */
function throughByte(component: number): number {
  const byte = Math.floor(Math.max(0, Math.min(255, (255 * (component + 1)) / 2)) + 0.5);
  return (2 * byte) / 255 - 1;
}

/**
 * Streaming error of surface normals: the angle arccos(p·n / (|p||n|)) between predicted and true normal in degrees,
 * over the pixels of all images whose true normal is not zero.
 *
 * A predicted zero vector is 90° off. Any length of vector is taken as its direction.
 */
export class NormalError implements Meter<Float32Array, Float32Array, NormalErrorResult> {
  readonly #png: boolean;
  readonly #median = new StreamingMedian({ low: 0, high: 180 });
  readonly #under = [0, 0, 0];
  #count = 0;
  #sum = 0;
  #squares = 0;

  constructor({ precision = 'float' }: Partial<NormalConvention> = {}) {
    this.#png = precision === 'png';
  }

  /**
   * Adds pixels: x, y, z of each, one after another.
   * @throws MismatchError for another number of pixels or a number that is not finite; nothing is counted then.
   */
  update(prediction: Float32Array, truth: Float32Array): void {
    requireSameLength(prediction, truth);
    if (truth.length % 3 !== 0) {
      throw new MismatchError('normals do not have three components each', {
        expected: 'a multiple of 3 numbers',
        got: String(truth.length),
      });
    }
    requireFinite(prediction, 'predicted normal map');
    requireFinite(truth, 'ground-truth normal map');
    for (let i = 0; i < truth.length; i += 3) {
      const [x, y, z] = [truth[i]!, truth[i + 1]!, truth[i + 2]!];
      const length = Math.sqrt(x * x + y * y + z * z);
      if (length > 0) this.#add(this.#angle(prediction, i, x / length, y / length, z / length));
    }
  }

  result(): NormalErrorResult {
    const { value: median, within } = this.#median.result();
    const [under11, under22, under30] = this.#under.map((n) => (100 * n) / this.#count) as [
      number,
      number,
      number,
    ];
    return {
      mean: this.#sum / this.#count,
      median,
      medianWithin: within,
      rmse: Math.sqrt(this.#squares / this.#count),
      under11,
      under22,
      under30,
      count: this.#count,
    };
  }

  reset(): void {
    this.#median.reset();
    this.#under.fill(0);
    this.#count = 0;
    this.#sum = 0;
    this.#squares = 0;
  }

  /** The angle in degrees between the prediction at `i` and a unit vector. */
  #angle(prediction: Float32Array, i: number, x: number, y: number, z: number): number {
    let [px, py, pz] = [prediction[i]!, prediction[i + 1]!, prediction[i + 2]!];
    let length = Math.sqrt(px * px + py * py + pz * pz);
    if (length === 0) return 90;
    if (this.#png) {
      px = throughByte(px / length);
      py = throughByte(py / length);
      pz = throughByte(pz / length);
      length = Math.sqrt(px * px + py * py + pz * pz);
    }
    return degrees * Math.acos(Math.max(-1, Math.min(1, (px * x + py * y + pz * z) / length)));
  }

  #add(angle: number): void {
    this.#count++;
    this.#sum += angle;
    this.#squares += angle * angle;
    this.#median.add(angle);
    if (angle < 11.25) this.#under[0]!++;
    if (angle < 22.5) this.#under[1]!++;
    if (angle < 30) this.#under[2]!++;
  }
}
