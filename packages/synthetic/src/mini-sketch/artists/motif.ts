import type { RandomStream } from '@ftn/random';
import { objectClasses } from '../../mini-domains/classes/object-classes.js';
import { choosePalette } from '../../mini-domains/palette.js';
import { softened } from '../../raster/blur.js';
import { type Canvas, createCanvas, intersect, paint } from '../../raster/canvas.js';
import { blend, hsv, type Rgb, scaled } from '../../raster/colour.js';
import { fillPath, strokePath } from '../../raster/coverage.js';
import { poseFigure } from '../../raster/figure.js';
import { ellipse, path, rectangle, smooth } from '../../raster/path.js';
import { sine } from '../../raster/trigonometry.js';

/** What a painter stands before: a landscape, a shore or a table with things on it. It tells nothing of the painter. */
export function motif(random: RandomStream, size: number): Canvas {
  const scene = random.pick([landscape, shore, stillLife]);
  return scene(random, size);
}

/** Colour that runs from one at the top to another at `bottom`. */
function gradient(canvas: Canvas, above: Rgb, below: Rgb, bottom: number): void {
  const { size, rgb } = canvas;
  for (let y = 0; y < size; y++) {
    const colour = blend(above, below, Math.min(y / Math.max(bottom, 1), 1));
    for (let x = 0; x < size; x++) for (let c = 0; c < 3; c++) rgb[3 * (y * size + x) + c] = colour[c]!;
  }
}

function sky(random: RandomStream, size: number, horizon: number): Canvas {
  const canvas = createCanvas(size, [0, 0, 0]);
  const evening = random.chance(0.3);
  const top = evening ? hsv(random.uniform(0.65, 0.8), 0.4, 0.5) : hsv(random.uniform(0.54, 0.63), 0.5, 0.85);
  const low = evening ? hsv(random.uniform(0.03, 0.12), 0.6, 0.95) : hsv(0.55, 0.15, 0.95);
  gradient(canvas, top, low, horizon);
  if (random.chance(0.5)) {
    const [x, y, r] = [random.uniform(0.15, 0.85), random.uniform(0.1, 0.3), random.uniform(0.05, 0.09)];
    paint(canvas, fillPath(ellipse(x * size, y * size, r * size, r * size), size), [1, 0.93, 0.7]);
  }
  for (let i = random.integer(4); i > 0; i--) {
    const cloud = ellipse(
      size * random.uniform(),
      size * random.uniform(0.05, 0.35),
      size * random.uniform(0.1, 0.25),
      size * random.uniform(0.02, 0.06),
    );
    paint(
      canvas,
      softened(fillPath(cloud, size), Math.floor(size * 0.02), 1, size),
      [0.97, 0.95, 0.93],
      0.75,
    );
  }
  return canvas;
}

/** A wavy line of hills filled down to the edge. */
function hill(random: RandomStream, size: number, height: number, rise: number): number[] {
  const phase = random.uniform();
  const waves = random.uniform(0.6, 1.8);
  const line: number[] = [];
  for (let i = 0; i <= 12; i++) {
    const x = (i / 12) * size;
    line.push(x, height - rise * (0.5 + 0.5 * sine((waves * i) / 12 + phase)));
  }
  return [...line, size, size, 0, size];
}

function landscape(random: RandomStream, size: number): Canvas {
  const horizon = size * random.uniform(0.4, 0.6);
  const canvas = sky(random, size, horizon);
  const green = random.uniform(0.18, 0.36);
  for (let i = 0; i < 3; i++) {
    const tone = hsv(green + random.uniform(-0.05, 0.05), 0.3 + 0.15 * i, random.uniform(0.4, 0.7));
    const near = fillPath(
      hill(random, size, horizon + size * 0.13 * i + size * 0.05, size * random.uniform(0.08, 0.22)),
      size,
    );
    paint(canvas, near, tone);
  }
  if (random.chance(0.5)) {
    const lane = smooth(
      path([0.5, 1.02], [random.uniform(0.35, 0.65), 0.82], [random.uniform(0.3, 0.7), 0.66]),
      false,
    ).map((v) => v * size);
    paint(canvas, strokePath(lane, size * 0.07, size), hsv(0.1, 0.3, 0.8));
  }
  stand(canvas, random, ['tree', 'tree', 'house'], 1 + random.integer(3), [0.12, 0.26], [0.55, 0.82]);
  return canvas;
}

function shore(random: RandomStream, size: number): Canvas {
  const horizon = size * random.uniform(0.38, 0.55);
  const canvas = sky(random, size, horizon);
  const water = hsv(random.uniform(0.5, 0.62), random.uniform(0.35, 0.7), random.uniform(0.45, 0.7));
  paint(canvas, fillPath(rectangle(0, horizon, size, size), size), water);
  for (let i = 0; i < 8; i++) {
    const [x, y] = [size * random.uniform(), horizon + (size - horizon) * random.uniform(0.05, 0.9)];
    paint(
      canvas,
      strokePath([x, y, x + size * random.uniform(0.08, 0.25), y], size * 0.015, size),
      blend(water, [1, 1, 1], 0.5),
      0.8,
    );
  }
  if (random.chance(0.6)) {
    const sand = hill(random, size, size * random.uniform(0.85, 0.98), size * 0.12);
    paint(canvas, fillPath(sand, size), hsv(0.11, 0.35, random.uniform(0.7, 0.9)));
  }
  stand(canvas, random, ['sailboat'], 1 + random.integer(2), [0.12, 0.24], [0.5, 0.68]);
  return canvas;
}

function stillLife(random: RandomStream, size: number): Canvas {
  const wall = hsv(random.uniform(), random.uniform(0.1, 0.5), random.uniform(0.35, 0.8));
  const canvas = createCanvas(size, wall);
  gradient(canvas, scaled(wall, 1.15), scaled(wall, 0.7), size);
  const edge = size * random.uniform(0.6, 0.72);
  paint(
    canvas,
    fillPath(rectangle(0, edge, size, size), size),
    hsv(random.uniform(0.03, 0.13), random.uniform(0.2, 0.6), random.uniform(0.4, 0.85)),
  );
  stand(
    canvas,
    random,
    ['apple', 'bottle', 'cup', 'mushroom', 'flower'],
    2 + random.integer(3),
    [0.16, 0.3],
    [0.6, 0.74],
  );
  return canvas;
}

/** Puts some things into the scene, those behind first; each lit from the left. */
function stand(
  canvas: Canvas,
  random: RandomStream,
  names: readonly string[],
  count: number,
  scale: readonly [number, number],
  depth: readonly [number, number],
): void {
  const { size } = canvas;
  const places = Array.from({ length: count }, () => random.uniform(depth[0], depth[1]));
  for (const [i, y] of places.sort((a, b) => a - b).entries()) {
    const name = random.pick(names);
    const object = objectClasses.find((each) => each.name === name)!;
    const half = random.uniform(scale[0], scale[1]);
    const pose = {
      x: (i + random.uniform(0.25, 0.75)) / count,
      y: y - half * 0.6,
      scale: half,
      turn: 0,
      aspect: random.uniform(0.9, 1.1),
      shear: 0,
      mirror: random.chance(0.5),
      bend: 0,
      phase: 0,
    };
    const colours = choosePalette(random, object, 1);
    for (const part of poseFigure(object.draw(random), pose, size)) {
      const inside = fillPath(part.outline, size, part.holes);
      paint(canvas, inside, scaled(colours[part.tone], 0.65));
      const lit = fillPath(
        part.outline.map((v, k) => (k % 2 ? v - size * 0.015 : v - size * 0.03)),
        size,
      );
      paint(canvas, intersect(inside, lit), colours[part.tone]);
    }
  }
}
