import type { RandomStream } from '@ftn/random';
import { photograph } from '../../mini-domains/styles/real.js';
import { softened } from '../../raster/blur.js';
import { type Canvas, createCanvas, paint } from '../../raster/canvas.js';
import { hsv } from '../../raster/colour.js';
import { fillPath } from '../../raster/coverage.js';
import type { Hsv } from '../../raster/figure.js';
import { poseFigure, randomPose } from '../../raster/figure.js';
import { noiseField } from '../../raster/noise.js';
import { rectangle } from '../../raster/path.js';
import { near } from '../colours.js';
import { fitted } from '../fitted.js';
import type { SketchSet } from '../sketch-set.js';
import { carBodies } from './bodies.js';
import { drawCar } from './draw-car.js';

const paints: readonly Hsv[] = [
  [0.6, 0.06, 0.92],
  [0.6, 0.08, 0.68],
  [0.6, 0.1, 0.25],
  [0.99, 0.8, 0.7],
  [0.61, 0.7, 0.6],
  [0.35, 0.5, 0.4],
  [0.13, 0.7, 0.85],
  [0.07, 0.4, 0.55],
];

/** Ten kinds of cars by their proportions, cut close as Stanford Cars is to its boxes; colour tells nothing. */
export const cars: SketchSet = {
  classes: Object.keys(carBodies).sort(),
  draw(className, random, size) {
    const body = carBodies[className]!;
    const pose = randomPose(random, 0.025, [0.42, 0.48], 0.03, 0.02);
    const figure = poseFigure(
      fitted(drawCar(body, random)),
      { ...pose, aspect: random.uniform(0.94, 1.08) },
      size,
    );
    const canvas = street(random, size);
    const colours = {
      body: near(random, random.pick(paints)),
      second: hsv(0.57, random.uniform(0.05, 0.3), random.uniform(0.25, 0.75)),
      accent: near(random, [0.99, 0.85, 0.75]),
      dark: hsv(0.6, 0.1, random.uniform(0.08, 0.2)),
      light: hsv(0.12, random.uniform(0.02, 0.15), random.uniform(0.75, 0.95)),
    };
    photograph(canvas, figure, colours, random);
    return canvas;
  },
};

/** A road before walls, a field or a hall, out of focus. */
function street(random: RandomStream, size: number): Canvas {
  const sky = hsv(random.uniform(0.5, 0.65), random.uniform(0.02, 0.4), random.uniform(0.55, 0.95));
  const canvas = createCanvas(size, sky);
  const horizon = size * random.uniform(0.42, 0.68);
  for (let x = -size * 0.1; x < size; ) {
    const width = size * random.uniform(0.15, 0.5);
    const wall = rectangle(x, horizon - size * random.uniform(0.05, 0.5), x + width, horizon + 1);
    const colour = hsv(random.uniform(), random.uniform(0.03, 0.4), random.uniform(0.2, 0.85));
    paint(canvas, softened(fillPath(wall, size), Math.floor(size * 0.03), 1, size), colour, 0.85);
    x += width;
  }
  const road = hsv(random.uniform(), random.uniform(0, 0.15), random.uniform(0.25, 0.7));
  paint(canvas, softened(fillPath(rectangle(-2, horizon, size + 2, size + 2), size), 1, 1, size), road);
  const lumps = noiseField(random, size, size * random.uniform(0.05, 0.25), 2);
  for (let k = 0; k < size * size; k++) {
    for (let c = 0; c < 3; c++) canvas.rgb[3 * k + c]! *= 1 + 0.12 * lumps[k]!;
  }
  return canvas;
}
