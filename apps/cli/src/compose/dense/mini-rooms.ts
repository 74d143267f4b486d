import { miniRooms } from '@ftn/synthetic';
import type { DenseData } from './dense-data.js';
import type { DenseOpenSettings } from './dense-words.js';

/** Made-up rooms at a size: as many of each split as the recipe draws, or as the limit lets through. */
export function openMiniRooms({
  seed,
  size,
  madeUp,
  limit = Number.POSITIVE_INFINITY,
}: Pick<DenseOpenSettings, 'seed' | 'size' | 'madeUp' | 'limit'>): DenseData {
  const [height, width] = size;
  const draw = (split: 'train' | 'val' | 'test') =>
    miniRooms({ split, length: Math.min(limit, madeUp[split]), seed, height, width });
  const train = draw('train');
  return { name: 'mini-rooms', classes: train.classes, train, validation: draw('val'), test: draw('test') };
}
