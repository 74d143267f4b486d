import type { ImageDataset } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { drawnDataset } from '../drawn-dataset.js';
import type { Canvas } from '../raster/canvas.js';
import type { ObjectClass } from '../raster/figure.js';
import { objectClasses } from './classes/object-classes.js';
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

/** A made-up domain: its style, split and size. */
export interface MiniDomainOptions {
  readonly style: MiniDomainStyle;
  /** Splits share no image: each draws from streams of its own. */
  readonly split: 'train' | 'val' | 'test';
  /** Images of each of the 16 classes. */
  readonly perClass: number;
  /** Default 0. */
  readonly seed?: number;
  /** Side of the square images in pixels. */
  readonly size?: number;
}

/**
 * A made-up domain: `perClass` images of each of the 16 classes in one style, class by class, RGB.
 *
 * Every image is a function of (seed, style, split, class, its number) alone, equal to the bit on every machine.
 *
 * @throws UsageError for an unknown style or a size below 16
 */
export function miniDomain(options: MiniDomainOptions): ImageDataset {
  const { style, split, perClass, seed = 0, size = 64 } = options;
  if (!Object.hasOwn(styles, style))
    throw new UsageError(`unknown style '${style}'`, { expected: miniDomainStyles.join(', ') });
  const draw = styles[style];
  const objects = new Map(objectClasses.map((object) => [object.name, object]));
  return drawnDataset({
    name: `mini-domains/${style}/${split}`,
    classes: miniDomainClasses,
    perClass,
    size,
    seed,
    draw: (name, number) =>
      draw(objects.get(name)!, new RandomStream(seed, 'mini-domains', style, split, name, number), size),
  });
}
