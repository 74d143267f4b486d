import type { RandomStream } from '@ftn/random';
import type { Canvas } from '../../raster/canvas.js';
import { luma, type Rgb } from '../../raster/colour.js';
import { grain } from '../../raster/noise.js';
import type { SketchSet } from '../sketch-set.js';
import { mapColours } from './brush.js';
import { manners } from './manners.js';
import { motif } from './motif.js';

/** The same scenes by eight painters, told by brush and palette: the stand-in for WikiArt. */
export const artists: SketchSet = {
  classes: Object.keys(manners).sort(),
  draw(className, random, size) {
    const canvas = manners[className]!(motif(random, size), random);
    reproduce(canvas, random);
    return canvas;
  },
};

/** What scans and prints do to paintings: other lights, faded or strong colours, now and then none at all. */
function reproduce(canvas: Canvas, random: RandomStream): void {
  const strength = random.chance(0.12) ? 0 : random.uniform(0.45, 1.25);
  const contrast = random.uniform(0.65, 1.2);
  const gain: Rgb = [random.uniform(0.8, 1.15), random.uniform(0.85, 1.1), random.uniform(0.75, 1.15)];
  const noise = grain(random, canvas.size);
  mapColours(canvas, (colour, x, y) => {
    const grey = luma(colour);
    const each = (c: 0 | 1 | 2) =>
      (0.5 + (grey + (colour[c] - grey) * strength - 0.5) * contrast) * gain[c] +
      0.02 * noise[y * canvas.size + x]!;
    return [each(0), each(1), each(2)];
  });
}
