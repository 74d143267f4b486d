import type { RandomStream } from '@ftn/random';
import { type Canvas, createCanvas, intersect, paint } from '../../raster/canvas.js';
import { blend, hsv, type Rgb } from '../../raster/colour.js';
import { type Coverage, fillPath, strokePath } from '../../raster/coverage.js';
import { type ObjectClass, poseFigure, randomPose } from '../../raster/figure.js';
import { ellipse } from '../../raster/path.js';
import { choosePalette } from '../palette.js';

/** Clip art: flat bright colours inside even dark outlines, on white or one plain colour. */
export function drawClipart(object: ObjectClass, random: RandomStream, size: number): Canvas {
  const pose = randomPose(random, object.lean, [0.34, 0.46], 0.05);
  const figure = poseFigure(object.draw(random), pose, size);
  const colours = choosePalette(random, object, 0.65, 1.25);
  const canvas = createCanvas(size, backdrop(random));
  if (random.chance(0.2)) {
    const badge = ellipse(size / 2, size / 2, size * 0.47, size * 0.47, 0, 1, 32);
    paint(canvas, fillPath(badge, size), hsv(random.uniform(), 0.35, 0.95));
  }
  const ink: Rgb = random.chance(0.75) ? [0.05, 0.05, 0.07] : blend(colours.body, [0, 0, 0], 0.65);
  const width = size * random.uniform(0.02, 0.045);
  const shadow = random.chance(0.5) ? random.uniform(0.05, 0.12) * size : 0;
  for (const part of figure) {
    const coverage = fillPath(part.outline, size, part.holes);
    const colour = colours[part.tone];
    paint(canvas, coverage, colour);
    if (shadow > 0)
      paint(canvas, crescent(coverage, part.outline, shadow, size), blend(colour, [0, 0, 0], 0.3));
    for (const contour of [part.outline, ...(part.holes ?? [])]) {
      paint(canvas, strokePath(contour, width, size, true), ink);
    }
    for (const line of part.lines ?? []) paint(canvas, strokePath(line, width * 0.8, size), ink);
  }
  return canvas;
}

function backdrop(random: RandomStream): Rgb {
  if (random.chance(0.6)) return [1, 1, 1];
  return hsv(random.uniform(), random.uniform(0.1, 0.5), random.uniform(0.85, 1));
}

/** The part of a shape that a copy of it, moved up and left, leaves free: one flat shadow. */
function crescent(coverage: Coverage, outline: readonly number[], shift: number, size: number): Coverage {
  const moved = fillPath(
    outline.map((v) => v - shift),
    size,
  );
  const both = intersect(coverage, moved);
  return { ...coverage, data: coverage.data.map((v, i) => v - both.data[i]!) };
}
