import type { RandomStream } from '@ftn/random';
import { photograph } from '../../mini-domains/styles/real.js';
import type { Canvas } from '../../raster/canvas.js';
import { paint } from '../../raster/canvas.js';
import { hsv } from '../../raster/colour.js';
import { strokePath } from '../../raster/coverage.js';
import { poseFigure, randomPose } from '../../raster/figure.js';
import { scenery } from '../../raster/scenery.js';
import { near } from '../colours.js';
import { fitted } from '../fitted.js';
import type { SketchSet } from '../sketch-set.js';
import { drawBird } from './draw-bird.js';
import { species } from './species.js';

/** Fourteen species of birds by their parts, cut close as CUB is to its boxes. */
export const birds: SketchSet = {
  classes: Object.keys(species).sort(),
  draw(className, random, size) {
    const bird = species[className]!;
    const pose = randomPose(random, 0.06, [0.38, 0.46], 0.05, 0.04);
    const figure = poseFigure(
      fitted(drawBird(bird, random)),
      { ...pose, aspect: random.uniform(0.92, 1.1) },
      size,
    );
    const canvas = scenery(random, size);
    perch(canvas, random);
    photograph(
      canvas,
      figure,
      {
        body: near(random, bird.back),
        second: near(random, bird.breast),
        accent: near(random, bird.bill),
        light: near(random, bird.crown),
        dark: near(random, [0.65, 0.2, 0.15]),
      },
      random,
    );
    return canvas;
  },
};

/** A branch below some of them. */
function perch(canvas: Canvas, random: RandomStream): void {
  if (random.chance(0.5)) return;
  const { size } = canvas;
  const y = size * random.uniform(0.72, 0.9);
  const branch = [
    -2,
    y + size * random.uniform(-0.1, 0.1),
    size / 2,
    y,
    size + 2,
    y + size * random.uniform(-0.1, 0.1),
  ];
  const bark = hsv(random.uniform(0.05, 0.12), random.uniform(0.2, 0.5), random.uniform(0.2, 0.5));
  paint(canvas, strokePath(branch, size * random.uniform(0.04, 0.08), size), bark, 0.95);
}
