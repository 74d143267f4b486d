import type { RandomStream } from '@ftn/random';
import { softened } from '../../raster/blur.js';
import { type Canvas, paint } from '../../raster/canvas.js';
import { scaled } from '../../raster/colour.js';
import { fillPath, strokePath, union } from '../../raster/coverage.js';
import { type Figure, type ObjectClass, poseFigure, randomPose } from '../../raster/figure.js';
import { grain, noiseField } from '../../raster/noise.js';
import { scenery } from '../../raster/scenery.js';
import { shadePart } from '../../raster/shading.js';
import { cosine, sine } from '../../raster/trigonometry.js';
import { choosePalette, type Palette } from '../palette.js';

/** A photograph: a shaded object in a scene with a light, its shadow, things out of focus and sensor noise. */
export function drawReal(object: ObjectClass, random: RandomStream, size: number): Canvas {
  const pose = randomPose(random, object.lean, [0.3, 0.44], 0.08);
  const figure = poseFigure(object.draw(random), pose, size);
  const colours = choosePalette(random, object, 0.85);
  const canvas = scenery(random, size);
  photograph(canvas, figure, colours, random);
  return canvas;
}

/** Puts a posed figure into a scene under a light, with its shadow, and takes the picture. */
export function photograph(canvas: Canvas, figure: Figure, colours: Palette, random: RandomStream): void {
  const { size } = canvas;
  const angle = random.uniform(0.5, 1);
  const light: [number, number] = [cosine(angle), sine(angle)];
  castShadow(canvas, figure, light, random.uniform(0.35, 0.65), size);
  drawSolid(canvas, figure, colours, light, random, size);
  develop(canvas, random);
}

/** Draws every part as a rounded solid under one light. */
function drawSolid(
  canvas: Canvas,
  figure: Figure,
  colours: Palette,
  light: readonly [number, number],
  random: RandomStream,
  size: number,
): void {
  const texture = noiseField(random, size, size * random.uniform(0.05, 0.2), 2);
  const rough = random.uniform(0.02, 0.16);
  const gloss = random.uniform(0, 0.7);
  for (const part of figure) {
    const coverage = fillPath(part.outline, size, part.holes);
    const edge = strokePath(part.outline, size * 0.02, size, true);
    paint(canvas, edge, scaled(colours[part.tone], 0.45), 0.35);
    shadePart(canvas, coverage, colours[part.tone], { light, gloss, texture, rough });
    for (const line of part.lines ?? []) {
      paint(canvas, strokePath(line, size * 0.016, size), scaled(colours[part.tone], 0.5), 0.6);
    }
  }
}

/** Darkens what lies behind and beside the object, away from the light. */
function castShadow(
  canvas: Canvas,
  figure: Figure,
  light: readonly [number, number],
  strength: number,
  size: number,
): void {
  const shape = union(
    figure.map((part) => fillPath(part.outline, size, part.holes)),
    size,
  );
  const dx = Math.floor(-light[0] * size * 0.07 + 0.5);
  const dy = Math.floor(-light[1] * size * 0.07 + 0.5);
  const shadow = softened(shape, Math.max(Math.floor(size * 0.04), 1), 2, size, dx, dy);
  paint(canvas, shadow, [0.03, 0.03, 0.06], strength);
}

/** What a camera adds: exposure, a colour cast, dark corners and noise. */
function develop(canvas: Canvas, random: RandomStream): void {
  const { size, rgb } = canvas;
  const exposure = random.uniform(0.85, 1.25);
  const cast = [random.uniform(0.92, 1.08), 1, random.uniform(0.92, 1.08)];
  const corners = random.uniform(0, 0.35);
  const noise = grain(random, size);
  const strength = random.uniform(0.008, 0.035);
  for (let y = 0; y < size; y++) {
    const v = (2 * y + 1) / size - 1;
    for (let x = 0; x < size; x++) {
      const u = (2 * x + 1) / size - 1;
      const k = y * size + x;
      const fall = exposure * (1 - corners * 0.5 * (u * u + v * v));
      for (let c = 0; c < 3; c++) rgb[3 * k + c] = rgb[3 * k + c]! * fall * cast[c]! + noise[k]! * strength;
    }
  }
}
