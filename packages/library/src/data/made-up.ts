import { heightAndWidth, type Size } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import type { MadeUp } from './data.js';

/** Made-up images of each class. */
export const usualPerClass: MadeUp = { train: 60, val: 20, test: 40 };

/** Made-up rooms of each set. */
export const usualRooms: MadeUp = { train: 300, val: 40, test: 60 };

/**
 * The side of made-up images that are square.
 * @throws UsageError where the size is not square
 */
export function squareSide(size: Size): number {
  const [height, width] = heightAndWidth(size);
  if (height === width) return height;
  throw new UsageError('these made-up images are square', {
    expected: 'one number for height and width',
    got: `${height} × ${width}`,
  });
}
