import type { RandomStream } from '@ftn/random';
import { type Canvas, createCanvas, intersect, paint } from '../../raster/canvas.js';
import { luma, type Rgb } from '../../raster/colour.js';
import { type Coverage, fillPath, strokePath } from '../../raster/coverage.js';
import { areaOf, type ObjectClass, type Part, poseFigure, randomPose } from '../../raster/figure.js';
import { grain, noiseField } from '../../raster/noise.js';
import { cosine, sine } from '../../raster/trigonometry.js';
import { choosePalette } from '../palette.js';

/** A pencil on paper: searching strokes, hatching for the dark parts, grain where the paper shows through. */
export function drawSketch(object: ObjectClass, random: RandomStream, size: number): Canvas {
  const pose = randomPose(random, object.lean, [0.34, 0.46], 0.06);
  const figure = poseFigure(object.draw(random), pose, size);
  const colours = choosePalette(random, object, 1);
  const white = random.uniform(0.86, 0.98);
  const paper: Rgb = [white, white * random.uniform(0.97, 1), white * random.uniform(0.92, 1)];
  const canvas = createCanvas(size, paper);
  const pencil = {
    canvas,
    random,
    size,
    width: size * random.uniform(0.012, 0.024),
    lead: random.uniform(0.1, 0.35),
  };
  const slope = random.uniform(0.05, 0.2) * (random.chance(0.5) ? 1 : -1);
  const hatched = random.uniform(0.3, 1);
  for (const part of figure) {
    const coverage = fillPath(part.outline, size, part.holes);
    paint(canvas, coverage, paper, 0.85);
    const darkness = 1 - luma(colours[part.tone]);
    if (areaOf(part) > size * size * 0.004 && random.chance(hatched))
      hatch(pencil, coverage, slope, darkness);
    contour(pencil, part);
  }
  addPaper(canvas, random);
  return canvas;
}

interface Pencil {
  readonly canvas: Canvas;
  readonly random: RandomStream;
  readonly size: number;
  readonly width: number;
  /** How dark the hardest stroke is: the grey it leaves. */
  readonly lead: number;
}

/** Goes around a part two or three times, never quite along the same line. */
function contour({ canvas, random, size, width, lead }: Pencil, part: Part): void {
  const grey: Rgb = [lead, lead, lead * 1.05];
  const passes = 2 + random.integer(2);
  for (const [path, closed] of [
    ...[part.outline, ...(part.holes ?? [])].map((p) => [p, true] as const),
    ...(part.lines ?? []).map((p) => [p, false] as const),
  ]) {
    for (let pass = 0; pass < (closed ? passes : 1); pass++) {
      const dx = random.uniform(-0.011, 0.011) * size;
      const dy = random.uniform(-0.011, 0.011) * size;
      const tremble = size * 0.006;
      const drawn = path.map((v, i) => v + (i % 2 ? dy : dx) + random.uniform(-tremble, tremble));
      paint(canvas, strokePath(drawn, width, size, closed), grey, random.uniform(0.4, 0.8));
    }
  }
}

/** Fills a shape with parallel strokes, closer where it is darker. */
function hatch(
  { canvas, random, size, width, lead }: Pencil,
  shape: Coverage,
  slope: number,
  darkness: number,
): void {
  const gap = size * (0.085 - 0.05 * darkness) * random.uniform(0.85, 1.25);
  const c = cosine(slope);
  const s = sine(slope);
  const cx = shape.x + shape.width / 2;
  const cy = shape.y + shape.height / 2;
  const reach = (shape.width + shape.height) / 2;
  for (
    let offset = -reach + random.uniform(0, gap);
    offset < reach;
    offset += gap * random.uniform(0.8, 1.2)
  ) {
    const from = -reach * random.uniform(0.8, 1);
    const to = reach * random.uniform(0.8, 1);
    const lean = random.uniform(-0.02, 0.02) * size;
    const line = [
      cx + from * c - offset * s,
      cy + from * s + offset * c,
      cx + to * c - (offset + lean) * s,
      cy + to * s + (offset + lean) * c,
    ];
    const stroke = intersect(strokePath(line, width * 0.9, size), shape);
    paint(canvas, stroke, [lead, lead, lead], 0.25 + 0.45 * darkness);
  }
}

/** Lets the grain of the paper break the strokes, and smudges it unevenly. */
function addPaper(canvas: Canvas, random: RandomStream): void {
  const { size, rgb } = canvas;
  const tooth = grain(random, size);
  const smudge = noiseField(random, size, size * 0.3, 2);
  for (let k = 0; k < size * size; k++) {
    const change = 0.045 * tooth[k]! + 0.035 * smudge[k]!;
    for (let c = 0; c < 3; c++) rgb[3 * k + c]! += change;
  }
}
