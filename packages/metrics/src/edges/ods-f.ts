import type { Image } from '../images/image.js';
import type { Meter } from '../meter.js';
import { countEdges, type EdgePrediction } from './count-edges.js';
import { type EdgeProtocol, edgeProtocol } from './edge-protocol.js';
import { type EdgeScores, edgeScores } from './edge-scores.js';
import { addCounts, type EdgeTotals, emptyTotals, mergeTotals } from './edge-totals.js';

/**
 * Streaming odsF, OIS, AP and the precision–recall curve of edge detection: predictions are thinned, thresholded and
 * matched one to one to ground-truth pixels within `maxDist` of the diagonal; counts are summed over images.
 *
 * One image a call. `@ftn/metrics/node` scores images on threads with the same result.
 */
export class OdsF implements Meter<EdgePrediction, Image, EdgeScores> {
  readonly protocol: EdgeProtocol;
  #totals: EdgeTotals;

  /** @throws UsageError for a protocol that measures nothing. */
  constructor(choices: Partial<EdgeProtocol> = {}) {
    this.protocol = edgeProtocol(choices);
    this.#totals = emptyTotals(this.protocol.thresholds.length);
  }

  /**
   * Adds an image.
   * @throws MismatchError for maps of two sizes, a number outside [0, 1], or so small that `maxDist` is under one pixel
   *   with `truth: 'contours'` (a diagonal under 91 pixels for NYUD); nothing is counted then.
   */
  update(prediction: EdgePrediction, truth: Image): void {
    addCounts(this.#totals, countEdges(prediction, truth, this.protocol));
  }

  /** Adds what another meter of the same protocol counted on other images. */
  merge(totals: EdgeTotals): void {
    mergeTotals(this.#totals, totals);
  }

  /** The sums so far, for `merge`. */
  totals(): EdgeTotals {
    return structuredClone(this.#totals);
  }

  result(): EdgeScores {
    return edgeScores(this.#totals, this.protocol.thresholds);
  }

  reset(): void {
    this.#totals = emptyTotals(this.protocol.thresholds.length);
  }
}
