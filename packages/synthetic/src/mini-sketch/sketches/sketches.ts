import { objectClasses } from '../../mini-domains/classes/object-classes.js';
import { createCanvas } from '../../raster/canvas.js';
import { poseFigure, randomPose } from '../../raster/figure.js';
import type { SketchSet } from '../sketch-set.js';
import { drawPart } from './freehand.js';

const byName = new Map(objectClasses.map((object) => [object.name, object]));

/** Freehand sketches of the mini-domains' sixteen things, black pen on white: the stand-in for TU-Berlin's. */
export const sketches: SketchSet = {
  classes: [...byName.keys()].sort(),
  draw(className, random, size) {
    const object = byName.get(className)!;
    const pose = randomPose(random, object.lean * 1.2, [0.36, 0.46], 0.04, 0.12);
    const figure = poseFigure(object.draw(random), { ...pose, aspect: random.uniform(0.76, 1.3) }, size);
    const canvas = createCanvas(size, [1, 1, 1]);
    const pen = {
      canvas,
      random,
      width: size * random.uniform(0.014, 0.022),
      waver: size * random.uniform(0.002, 0.009),
    };
    for (const part of figure) {
      if (part.minor && random.chance(0.3)) continue;
      drawPart(part, pen);
    }
    return canvas;
  },
};
