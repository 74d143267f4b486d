import { MismatchError } from '@ftn/errors';
import type { EdgeProtocol } from './edge-protocol.js';

/**
 * How far apart the pixels of a pair may be, in pixels: maxDist · √(height² + width²).
 *
 * Under `contours` a line of the ground truth becomes the contour beside it, up to one pixel away: a distance under one pixel
 * would score a perfect prediction anywhere from 0 (a vertical line) to 1 by the line's direction.
 *
 * @throws MismatchError for such a distance; a trainer asks before its first step.
 */
export function edgeTolerance(
  { maxDist, truth }: Pick<EdgeProtocol, 'maxDist' | 'truth'>,
  height: number,
  width: number,
): number {
  const diagonal = Math.sqrt(height * height + width * width);
  const distance = maxDist * diagonal;
  if (truth === 'contours' && distance < 1) {
    const enough =
      maxDist > 0 ? `: a diagonal of ${Math.ceil(1 / maxDist)} pixels for maxDist ${maxDist}` : '';
    throw new MismatchError('an edge map is too small for its protocol', {
      expected: `a tolerance of one pixel or more under 'contours'${enough}`,
      got: `${height} × ${width}, where maxDist ${maxDist} is ${distance.toFixed(3)} pixels`,
      hint: `Use larger images, or set maxDist to ${Math.ceil(1e4 / diagonal) / 1e4} or truth to 'thin' and say so beside the figure: a perfect line scores 0 here.`,
    });
  }
  return distance;
}
