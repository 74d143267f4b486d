import { MismatchError } from '@ftn/errors';
import { requireFinite, requireSameLength } from './images/image.js';
import type { Meter } from './meter.js';

/** A depth map in metres. */
export type DepthMap = Float32Array | Float64Array;

export interface DepthErrorResult {
  /** The root mean squared error of the convention asked for, in metres. */
  readonly rmse: number;
  /** All three conventions, whichever was asked for; NaN without a valid pixel. */
  readonly rmseBy: Readonly<Record<DepthConvention, number>>;
  /** √(mean (ln p − ln t)²) over valid pixels, p no less than 1e-9. */
  readonly logRmse: number;
  /** mean |p − t| in metres and mean |p − t| / t, over valid pixels. */
  readonly absolute: number;
  readonly relative: number;
  /** Percent of the valid pixels with max(p/t, t/p) below 1.25, 1.25² and 1.25³. */
  readonly under: readonly [number, number, number];
  /** Valid pixels, and images with at least one. */
  readonly count: number;
  readonly images: number;
}

/**
 * Which mean a depth RMSE is:
 *
 * - `pooled`: √(Σ (p−t)² / n) over the valid pixels of all images (Vandenhende);
 * - `per-image`: the mean over images of each one's RMSE over its valid pixels;
 * - `rcm`: the mean over images of each one's RMSE over all its pixels, those without a depth taken as 1e-9 m, as ASTMT's
 *   and RCM's evaluation computes it.
 */
export type DepthConvention = 'pooled' | 'per-image' | 'rcm';

const least = 1e-9;

/**
 * Streaming depth error in metres; one image a call. A pixel is valid where its true depth is above zero. A predicted
 * depth of zero or less counts as 1e-9 m.
 */
export class DepthError implements Meter<DepthMap, DepthMap, DepthErrorResult> {
  readonly convention: DepthConvention;
  #sums = emptySums();

  constructor({ convention = 'pooled' }: { convention?: DepthConvention } = {}) {
    this.convention = convention;
  }

  /**
   * Adds one image.
   * @throws MismatchError for two sizes, no pixel, a number that is not finite or a negative true depth; nothing is
   * counted then.
   */
  update(prediction: DepthMap, truth: DepthMap): void {
    requireSameLength(prediction, truth);
    requireFinite(prediction, 'predicted depth map');
    requireFinite(truth, 'ground-truth depth map');
    const negative = truth.findIndex((t) => t < 0);
    if (negative >= 0 || truth.length === 0) {
      throw new MismatchError('invalid ground-truth depth map', {
        expected: 'metres above zero, zero where there is no depth',
        got: negative < 0 ? 'no pixels' : `${truth[negative]} at index ${negative}`,
      });
    }
    const sums = this.#sums;
    let [valid, squares, withoutDepth] = [0, 0, 0];
    for (let i = 0; i < truth.length; i++) {
      const t = truth[i]!;
      const p = prediction[i]! > 0 ? prediction[i]! : least;
      if (t === 0) {
        withoutDepth += (p - least) ** 2;
        continue;
      }
      valid++;
      squares += (p - t) ** 2;
      sums.logSquares += (Math.log(p) - Math.log(t)) ** 2;
      sums.absolute += Math.abs(p - t);
      sums.relative += Math.abs(p - t) / t;
      const ratio = Math.max(p / t, t / p);
      for (let k = 0; k < 3; k++) if (ratio < 1.25 ** (k + 1)) sums.under[k]!++;
    }
    sums.count += valid;
    sums.squares += squares;
    sums.images++;
    sums.allPixels += Math.sqrt((squares + withoutDepth) / truth.length);
    if (valid === 0) return;
    sums.judged++;
    sums.perImage += Math.sqrt(squares / valid);
  }

  result(): DepthErrorResult {
    const { count, images, judged, squares, perImage, allPixels, logSquares, absolute, relative, under } =
      this.#sums;
    const rmseBy = {
      pooled: Math.sqrt(squares / count),
      'per-image': perImage / judged,
      rcm: allPixels / images,
    };
    return {
      rmse: rmseBy[this.convention],
      rmseBy,
      logRmse: Math.sqrt(logSquares / count),
      absolute: absolute / count,
      relative: relative / count,
      under: under.map((n) => (100 * n) / count) as [number, number, number],
      count,
      images: judged,
    };
  }

  reset(): void {
    this.#sums = emptySums();
  }
}

function emptySums() {
  return {
    count: 0,
    images: 0,
    judged: 0,
    squares: 0,
    perImage: 0,
    allPixels: 0,
    logSquares: 0,
    absolute: 0,
    relative: 0,
    under: [0, 0, 0],
  };
}
