import type { ImageDataset, ImageSource } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { type Canvas, toBytes } from './raster/canvas.js';

/** The most pixels a dataset keeps once drawn; past it, images are drawn anew when asked for. */
const CACHE_BYTES = 64 * 1024 * 1024;

/** What a set of drawings is made of. */
export interface Drawings {
  readonly name: string;
  readonly classes: readonly string[];
  readonly perClass: number;
  /** Side of the square images in pixels. */
  readonly size: number;
  /** Draws image `number` of a class: a function of these two alone. */
  draw(className: string, number: number): Canvas;
}

/** Images drawn when first asked for, class by class; UsageError for no images or a size below 16. */
export function drawnDataset({ name, classes, perClass, size, draw }: Drawings): ImageDataset {
  if (!(Number.isInteger(size) && size >= 16 && Number.isInteger(perClass) && perClass >= 1)) {
    throw new UsageError('a made-up set needs whole numbers', {
      expected: 'perClass ≥ 1 and size ≥ 16',
      got: `perClass ${perClass}, size ${size}`,
    });
  }
  const drawn = new Map<number, ImageSource>();
  const capacity = Math.floor(CACHE_BYTES / (size * size * 3));
  const label = (index: number) => Math.floor(index / perClass);
  return {
    name,
    classes,
    length: perClass * classes.length,
    label,
    image(index) {
      const known = drawn.get(index);
      if (known) return known;
      const data = toBytes(draw(classes[label(index)]!, index % perClass));
      const image: ImageSource = { kind: 'pixels', data, width: size, height: size, channels: 3 };
      if (drawn.size < capacity) drawn.set(index, image);
      return image;
    },
  };
}
