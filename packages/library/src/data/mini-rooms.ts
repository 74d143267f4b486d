import { heightAndWidth } from '@ftn/datasets';
import { miniRooms } from '@ftn/synthetic';
import type { DataSplits } from './data.js';
import type { OpenSettings } from './data-source.js';
import { usualRooms } from './made-up.js';

/** Made-up rooms at a size: as many of each split as the recipe draws, or as the limit lets through. */
export function openMiniRooms({
  seed,
  size,
  madeUp = usualRooms,
  limit = Number.POSITIVE_INFINITY,
}: OpenSettings): DataSplits[] {
  const [height, width] = heightAndWidth(size);
  const draw = (split: 'train' | 'val' | 'test') =>
    miniRooms({ split, length: Math.min(limit, madeUp[split]), seed, height, width });
  return [{ name: 'mini-rooms', train: draw('train'), val: draw('val'), test: draw('test') }];
}
