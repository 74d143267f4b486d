import type { Pixels } from '../images/image.js';

/**
 * The boundaries of a map of labels: a pixel is one (1, else 0) where it differs from its neighbour to the right,
 * below, or right below; in the last row and column from the one neighbour there is. `seg2bmap` of the Berkeley
 * benchmark.
 */
export function labelBoundaries(labels: Pixels, height: number, width: number): Uint8Array {
  const output = new Uint8Array(labels.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const own = labels[at]!;
      const right = x + 1 < width && labels[at + 1] !== own;
      const below = y + 1 < height && labels[at + width] !== own;
      const diagonal = x + 1 < width && y + 1 < height && labels[at + width + 1] !== own;
      if (right || below || diagonal) output[at] = 1;
    }
  }
  return output;
}
