import type { ImageDataset, ImageSource } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { type Canvas, toBytes } from './raster/canvas.js';

/** The most bytes a set keeps once drawn; past it, images are drawn anew when asked for. */
const ofOneSet = 64 * 1024 * 1024;

/** The most bytes that sets keep for others of the same drawings, opened later in this process. */
const ofAllSets = 128 * 1024 * 1024;

/** Images of one set that were drawn, by their number. */
type Drawn = Map<number, ImageSource>;

/** By what tells sets apart, the one opened last at the end: the runs of a sweep open the same sets one after the other. */
const kept = new Map<string, Drawn>();

/** What was drawn of a set before, kept from now on longer than what others drew. */
function drawnBefore(key: string): Drawn {
  const drawn = kept.get(key) ?? new Map<number, ImageSource>();
  kept.delete(key);
  kept.set(key, drawn);
  const bytesOf = (one: Drawn) =>
    [...one.values()].reduce((sum, image) => sum + (image.kind === 'pixels' ? image.data.byteLength : 0), 0);
  let bytes = [...kept.values()].reduce((sum, one) => sum + bytesOf(one), 0);
  for (const [other, one] of kept) {
    if (bytes <= ofAllSets || other === key) break;
    bytes -= bytesOf(one);
    kept.delete(other);
  }
  return drawn;
}

/** What a set of drawings is made of. */
export interface Drawings {
  readonly name: string;
  readonly classes: readonly string[];
  readonly perClass: number;
  /** Side of the square images in pixels. */
  readonly size: number;
  /** What the drawings are a function of, besides the class and the number. */
  readonly seed: number;
  /** Draws image `number` of a class: a function of these two alone. */
  draw(className: string, number: number): Canvas;
}

/** Images drawn when first asked for, class by class; UsageError for no images or a size below 16. */
export function drawnDataset({ name, classes, perClass, size, seed, draw }: Drawings): ImageDataset {
  if (!(Number.isInteger(size) && size >= 16 && Number.isInteger(perClass) && perClass >= 1)) {
    throw new UsageError('a made-up set needs whole numbers', {
      expected: 'perClass ≥ 1 and size ≥ 16',
      got: `perClass ${perClass}, size ${size}`,
    });
  }
  const drawn = drawnBefore(JSON.stringify([name, size, perClass, seed]));
  const capacity = Math.floor(ofOneSet / (size * size * 3));
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
