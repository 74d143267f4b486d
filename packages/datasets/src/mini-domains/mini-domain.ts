import { UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import type { ImageDataset, ImageSource } from '../image-dataset.js';
import { objectClasses } from './classes/object-classes.js';
import type { ObjectClass } from './figure.js';
import { type Canvas, toBytes } from './raster/canvas.js';
import { drawClipart } from './styles/clipart.js';
import { drawInfograph } from './styles/infograph.js';
import { drawPainting } from './styles/painting.js';
import { drawQuickdraw } from './styles/quickdraw.js';
import { drawReal } from './styles/real.js';
import { drawSketch } from './styles/sketch.js';

const styles = {
  clipart: drawClipart,
  infograph: drawInfograph,
  painting: drawPainting,
  quickdraw: drawQuickdraw,
  real: drawReal,
  sketch: drawSketch,
} satisfies Record<string, (object: ObjectClass, random: RandomStream, size: number) => Canvas>;

/** One of the six ways the mini-domains' objects are drawn. */
export type MiniDomainStyle = keyof typeof styles;

/** The six styles, as DomainNet names its domains. */
export const miniDomainStyles = Object.keys(styles) as readonly MiniDomainStyle[];

/** The classes every style draws, in label order. */
export const miniDomainClasses: readonly string[] = objectClasses.map((object) => object.name);

export interface MiniDomainOptions {
  readonly style: MiniDomainStyle;
  /** Splits share no image: each draws from streams of its own. */
  readonly split: 'train' | 'val' | 'test';
  readonly perClass: number;
  readonly seed?: number;
  /** Side of the square images in pixels. */
  readonly size?: number;
}

/** The most pixels a dataset keeps once drawn; past it, images are drawn anew when asked for. */
const CACHE_BYTES = 64 * 1024 * 1024;

/**
 * A made-up domain: `perClass` images of each of the 16 classes in one style, class by class, RGB.
 *
 * Every image is a function of (seed, style, split, class, its number) alone, equal to the bit on every
 * machine. Throws UsageError for an unknown style or a size below 16.
 */
export function miniDomain(options: MiniDomainOptions): ImageDataset {
  const { style, split, perClass, seed = 0, size = 64 } = options;
  if (!Object.hasOwn(styles, style))
    throw new UsageError(`unknown style '${style}'`, { expected: miniDomainStyles.join(', ') });
  if (!(Number.isInteger(size) && size >= 16 && Number.isInteger(perClass) && perClass >= 1)) {
    throw new UsageError('a mini-domain needs whole numbers', {
      expected: 'perClass ≥ 1 and size ≥ 16',
      got: `perClass ${perClass}, size ${size}`,
    });
  }
  const draw = styles[style];
  const drawn = new Map<number, ImageSource>();
  const capacity = Math.floor(CACHE_BYTES / (size * size * 3));
  const length = perClass * objectClasses.length;
  const label = (index: number) => Math.floor(index / perClass);
  return {
    name: `mini-domains/${style}/${split}`,
    classes: miniDomainClasses,
    length,
    label,
    image(index) {
      const known = drawn.get(index);
      if (known) return known;
      const object = objectClasses[label(index)]!;
      const random = new RandomStream(seed, 'mini-domains', style, split, object.name, index % perClass);
      const data = toBytes(draw(object, random, size));
      const image: ImageSource = { kind: 'pixels', data, width: size, height: size, channels: 3 };
      if (drawn.size < capacity) drawn.set(index, image);
      return image;
    },
  };
}
