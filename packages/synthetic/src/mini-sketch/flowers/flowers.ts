import type { RandomStream } from '@ftn/random';
import { photograph } from '../../mini-domains/styles/real.js';
import { softened } from '../../raster/blur.js';
import { type Canvas, createCanvas, paint } from '../../raster/canvas.js';
import { hsv, scaled } from '../../raster/colour.js';
import { fillPath } from '../../raster/coverage.js';
import { poseFigure, randomPose } from '../../raster/figure.js';
import { noiseField } from '../../raster/noise.js';
import { placed } from '../../raster/path.js';
import { scenery } from '../../raster/scenery.js';
import { near } from '../colours.js';
import type { SketchSet } from '../sketch-set.js';
import { flowerKinds } from './kinds.js';
import { pointed } from './petals.js';

/** Twelve kinds of flowers, photographed from above or from the side: the stand-in for Oxford Flowers. */
export const flowers: SketchSet = {
  classes: Object.keys(flowerKinds).sort(),
  draw(className, random, size) {
    const kind = flowerKinds[className]!;
    const pose = randomPose(random, kind.upright ? 0.06 : 0.5, [0.34, 0.47], 0.08, 0.06);
    const figure = poseFigure(kind.draw(random), pose, size);
    const petals = near(random, random.pick(kind.petals));
    const colours = {
      body: petals,
      second: hsv(random.uniform(0.24, 0.36), random.uniform(0.4, 0.7), random.uniform(0.3, 0.6)),
      accent: near(random, kind.middle),
      dark: scaled(near(random, [0.8, 0.4, 0.2]), 0.8),
      light: near(random, kind.mark),
    };
    const canvas = random.chance(0.75) ? foliage(random, size) : scenery(random, size);
    photograph(canvas, figure, colours, random);
    return canvas;
  },
};

/** Leaves out of focus, in one of the greens that plants have. */
function foliage(random: RandomStream, size: number): Canvas {
  const hue = random.uniform(0.2, 0.4);
  const canvas = createCanvas(size, hsv(hue, random.uniform(0.3, 0.7), random.uniform(0.12, 0.45)));
  const lumps = noiseField(random, size, size * random.uniform(0.1, 0.3), 2);
  for (let k = 0; k < size * size; k++) {
    for (let c = 0; c < 3; c++) canvas.rgb[3 * k + c]! *= 1 + 0.3 * lumps[k]!;
  }
  const softness = Math.floor(size * random.uniform(0.01, 0.05));
  for (let i = 4 + random.integer(8); i > 0; i--) {
    const blade = placed(
      pointed(random.uniform(0.3, 0.7), random.uniform(0.08, 0.25)),
      size * random.uniform(),
      size * random.uniform(),
      random.uniform(),
      size,
    );
    const colour = hsv(
      hue + random.uniform(-0.06, 0.06),
      random.uniform(0.3, 0.7),
      random.uniform(0.15, 0.65),
    );
    paint(canvas, softened(fillPath(blade, size), softness, 1, size), colour, random.uniform(0.5, 0.95));
  }
  return canvas;
}
