import { MismatchError } from '@ftn/errors';
import { type Image, type Pixels, requireFinite, sharedSize } from '../images/image.js';
import type { EdgeProtocol } from './edge-protocol.js';
import { edgeTolerance } from './edge-tolerance.js';
import { labelBoundaries } from './label-boundaries.js';
import { suppressNonMaxima } from './suppress-non-maxima.js';
import { type EdgeCounts, sweepThresholds } from './sweep-thresholds.js';
import { thin } from './thin.js';

/** A soft edge map: floats in [0, 1], or bytes that mean 255ths. */
export type EdgePrediction = Image<Float32Array | Uint8Array>;

/**
 * Counts of one image under a protocol: what odsF sums over images.
 *
 * @param truth the edge map, non-zero (under `contours`: any change of value) where an edge is.
 * @throws MismatchError for maps of two sizes, more than one channel, or a number outside [0, 1],
 *   and for a tolerance that a perfect prediction does not meet.
 */
export function countEdges(prediction: EdgePrediction, truth: Image, protocol: EdgeProtocol): EdgeCounts {
  const { height, width, channels } = sharedSize(prediction, truth);
  if (channels !== 1) {
    throw new MismatchError('an edge map has one channel', { expected: '1', got: String(channels) });
  }
  const distance = edgeTolerance(protocol, height, width);
  const strength = strengthOf(prediction.data, protocol.precision);
  const thinned = protocol.suppression === 'nms' ? suppressNonMaxima(strength, height, width) : strength;
  const edges = truthEdges(truth.data, height, width, protocol.truth);
  return sweepThresholds(thinned, edges, height, width, protocol.thresholds, distance);
}

function strengthOf(data: Float32Array | Uint8Array, precision: EdgeProtocol['precision']): Float32Array {
  if (data instanceof Uint8Array) return Float32Array.from(data, (v) => v / 255);
  requireFinite(data, 'predicted edge map');
  const outside = data.findIndex((v) => v < 0 || v > 1);
  if (outside >= 0) {
    throw new MismatchError(`the predicted edge map does not hold a probability at index ${outside}`, {
      expected: '0 to 1',
      got: String(data[outside]),
      hint: 'Apply the sigmoid to the logits first.',
    });
  }
  return precision === 'png' ? data.map((v) => Math.floor(Math.fround(v * 255) + 0.5) / 255) : data;
}

function truthEdges(data: Pixels, height: number, width: number, kind: EdgeProtocol['truth']): Uint8Array {
  requireFinite(data, 'ground-truth edge map');
  if (kind === 'contours') return thin(labelBoundaries(data, height, width), height, width);
  if (kind === 'thin') return thin(data, height, width);
  return Uint8Array.from(data as ArrayLike<number>, (v) => (v === 0 ? 0 : 1));
}
