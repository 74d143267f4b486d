import type { ImageDataset } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { noiseField } from '../raster/noise.js';
import { edges, invert, type Pixels, rotate, texture, toRgb } from './pixel-filters.js';

/** A change of appearance that turns one set of images into another domain with the same labels. */
export type DomainShift =
  /** Light and dark change places. */
  | { readonly kind: 'inverted' }
  /** Outlines alone: the strength of the brightness gradient. */
  | { readonly kind: 'edges' }
  /** Each image turned by a random angle of up to `turns` to either side (0.25 = a quarter). */
  | { readonly kind: 'rotated'; readonly turns: number }
  /** The image's light subtracted from a random coloured texture, as MNIST-M does with photographs. */
  | { readonly kind: 'textured' };

/**
 * The same images seen through a shift, RGB; what is random is named by (seed, the shift, the index).
 * @throws UsageError, when an image is asked for, where images are files: shifts work on pixels in memory
 */
export function transformedDomain(dataset: ImageDataset, shift: DomainShift, seed = 0): ImageDataset {
  return {
    name: `${dataset.name}/${shift.kind}`,
    classes: dataset.classes,
    length: dataset.length,
    label: (index) => dataset.label(index),
    image(index) {
      const source = dataset.image(index);
      if (source.kind !== 'pixels') {
        throw new UsageError(`the data set '${dataset.name}' is made of files`, {
          expected: 'images in memory, as openIdx and miniDomain give',
        });
      }
      const random = new RandomStream(seed, 'domain-shift', shift.kind, index);
      const pixels = applyShift(
        toRgb(source.data, source.width, source.height, source.channels),
        shift,
        random,
      );
      return { kind: 'pixels', ...pixels, channels: 3 };
    },
  };
}

function applyShift(pixels: Pixels, shift: DomainShift, random: RandomStream): Pixels {
  switch (shift.kind) {
    case 'inverted':
      return invert(pixels);
    case 'edges':
      return edges(pixels);
    case 'rotated':
      return rotate(pixels, random.uniform(-shift.turns, shift.turns));
    case 'textured': {
      const size = Math.max(pixels.width, pixels.height);
      const fields = [0, 1, 2].map(() => noiseField(random, size, size * random.uniform(0.1, 0.5), 3));
      return texture(pixels, fields, size);
    }
  }
}
