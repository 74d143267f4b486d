import { UsageError } from '@ftn/errors';

/** HED's 101 thresholds, as SEISM sweeps them: 0.001, 0.01, 0.02 … 0.99, 0.999. */
export const hedThresholds: readonly number[] = [
  0.001,
  ...Array.from({ length: 99 }, (_, i) => (i + 1) / 100),
  0.999,
];

/** The choices an edge score depends on; published numbers are comparable only under the same ones. */
export interface EdgeProtocol {
  /** How far a predicted edge pixel may be from its ground truth, as a part of the image's diagonal. */
  readonly maxDist: number;
  /** Increasing; an edge is a pixel above the threshold, compared in single precision. */
  readonly thresholds: readonly number[];
  /**
   * `png`: predictions are rounded to 8 bits first, as the published evaluation reads them from files;
   * `float`: taken as they are. Predictions given as bytes are 255ths in both.
   */
  readonly precision: 'png' | 'float';
  /** `nms`: non-maximum suppression before the thresholds; `none`: predictions are thin already. */
  readonly suppression: 'nms' | 'none';
  /**
   * `contours`: SEISM takes the edge map for a map of labels, so that lines become the contours around them, thinned;
   * `thin`: the map, thinned; `plain`: the map as it is.
   */
  readonly truth: 'contours' | 'thin' | 'plain';
}

/** SEISM's protocol by data set: they differ in `maxDist` alone. */
export const edgeProtocols = {
  nyud: {
    maxDist: 0.011,
    thresholds: hedThresholds,
    precision: 'png',
    suppression: 'nms',
    truth: 'contours',
  },
  pascalContext: {
    maxDist: 0.0075,
    thresholds: hedThresholds,
    precision: 'png',
    suppression: 'nms',
    truth: 'contours',
  },
} as const satisfies Readonly<Record<string, EdgeProtocol>>;

/**
 * A protocol with some choices changed, NYUD's where nothing is said.
 * @throws UsageError for a distance or thresholds that measure nothing.
 */
export function edgeProtocol(choices: Partial<EdgeProtocol> = {}): EdgeProtocol {
  const protocol = { ...edgeProtocols.nyud, ...choices };
  const { maxDist, thresholds } = protocol;
  if (!(maxDist >= 0 && maxDist <= 1)) {
    throw new UsageError('maxDist of an edge protocol must be a fraction of the diagonal', {
      expected: 'a number from 0 to 1, such as 0.011',
      got: String(maxDist),
    });
  }
  const increasing = thresholds.every((t, k) => Number.isFinite(t) && (k === 0 || t > thresholds[k - 1]!));
  if (thresholds.length === 0 || !increasing) {
    throw new UsageError('the thresholds of an edge protocol must increase', {
      expected: 'one or more numbers, each larger than the one before',
    });
  }
  return protocol;
}
