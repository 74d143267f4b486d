import type { RandomStream } from '@ftn/random';
import { type Canvas, createCanvas, intersect, paint, paintStroke } from '../../raster/canvas.js';
import { blend, hsv, luma, type Rgb, scaled } from '../../raster/colour.js';
import { fillPath, strokePath } from '../../raster/coverage.js';
import { type ObjectClass, poseFigure, randomPose } from '../../raster/figure.js';
import { grain, noiseField } from '../../raster/noise.js';
import { cosine, sine } from '../../raster/trigonometry.js';
import { choosePalette } from '../palette.js';

/** Oil on canvas: the motif laid down in brush strokes from broad to fine, each of its own mixed colour. */
export function drawPainting(object: ObjectClass, random: RandomStream, size: number): Canvas {
  const motif = drawMotif(object, random, size);
  const ground = hsv(random.uniform(), random.uniform(0.2, 0.5), random.uniform(0.4, 0.8));
  const canvas = createCanvas(size, ground);
  const flow = noiseField(random, size, size * 0.35);
  const mixing = random.uniform(0.05, 0.14);
  for (const width of [0.14, 0.07, 0.032]) layStrokes(canvas, motif, flow, random, width * size, mixing);
  addWeave(canvas, random);
  return canvas;
}

/** What the painter sees: flat colours, each part darker on one side. */
function drawMotif(object: ObjectClass, random: RandomStream, size: number): Canvas {
  const pose = randomPose(random, object.lean, [0.34, 0.45], 0.06, 0.08);
  const figure = poseFigure(object.draw(random), pose, size);
  const colours = choosePalette(random, object, 0.75);
  const hue = random.uniform();
  const far = apart(hsv(hue, random.uniform(0.15, 0.6), random.uniform(0.35, 0.95)), colours.body);
  const near = apart(
    hsv(hue + random.uniform(-0.2, 0.2), random.uniform(0.2, 0.6), random.uniform(0.3, 0.8)),
    colours.body,
  );
  const horizon = size * random.uniform(0.4, 0.85);
  const motif = createCanvas(size, far);
  paint(
    motif,
    fillPath([0, horizon, size, horizon * random.uniform(0.9, 1.1), size, size, 0, size], size),
    near,
  );
  const shift = size * 0.05 * (random.chance(0.5) ? 1 : -1);
  for (const part of figure) {
    const colour = colours[part.tone];
    paint(motif, fillPath(part.outline, size, part.holes), scaled(colour, 0.68));
    const lit = part.outline.map((v, i) => (i % 2 ? v - size * 0.03 : v - shift));
    const inside = fillPath(part.outline, size, part.holes);
    const bright = fillPath(lit, size);
    paint(motif, intersect(inside, bright), blend(colour, [1, 0.97, 0.85], 0.12));
    for (const line of part.lines ?? [])
      paint(motif, strokePath(line, size * 0.03, size), scaled(colour, 0.5));
  }
  return motif;
}

/** The colour, made lighter or darker where it would hide the object. */
function apart(colour: Rgb, object: Rgb): Rgb {
  const gap = luma(colour) - luma(object);
  if (Math.abs(gap) > 0.22) return colour;
  return luma(object) > 0.5 ? scaled(colour, 0.5) : blend(colour, [1, 1, 1], 0.5);
}

/** One pass of the brush over the whole canvas; fine strokes only where something is still to be said. */
function layStrokes(
  canvas: Canvas,
  motif: Canvas,
  flow: Float32Array,
  random: RandomStream,
  width: number,
  mixing: number,
): void {
  const { size } = canvas;
  const step = width * 0.62;
  for (let v = step / 2; v < size; v += step) {
    for (let u = step / 2; u < size; u += step) {
      const x = Math.min(Math.max(u + random.uniform(-0.5, 0.5) * step, 0), size - 1);
      const y = Math.min(Math.max(v + random.uniform(-0.5, 0.5) * step, 0), size - 1);
      const k = Math.floor(y) * size + Math.floor(x);
      const seen: Rgb = [motif.rgb[3 * k]!, motif.rgb[3 * k + 1]!, motif.rgb[3 * k + 2]!];
      const wrong = difference(canvas, k, seen);
      if (width < 0.1 * size && wrong < 0.08) continue;
      const turn = flow[k]! * 0.6 + random.uniform(-0.06, 0.06);
      const half = width * random.uniform(0.5, 1.1);
      const shade = random.uniform(-mixing, mixing);
      const colour: Rgb = [
        seen[0] + shade + random.uniform(-mixing, mixing) * 0.5,
        seen[1] + shade + random.uniform(-mixing, mixing) * 0.5,
        seen[2] + shade + random.uniform(-mixing, mixing) * 0.5,
      ];
      const [dx, dy] = [half * cosine(turn), half * sine(turn)];
      paintStroke(canvas, [x - dx, y - dy, x + dx, y + dy], width * 0.8, colour, random.uniform(0.75, 0.95));
    }
  }
}

function difference(canvas: Canvas, k: number, seen: Rgb): number {
  let sum = 0;
  for (let c = 0; c < 3; c++) sum += Math.abs(canvas.rgb[3 * k + c]! - seen[c]!);
  return sum / 3;
}

/** The weave of the canvas under the paint. */
function addWeave(canvas: Canvas, random: RandomStream): void {
  const { size, rgb } = canvas;
  const noise = grain(random, size);
  const depth = random.uniform(0.01, 0.045);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const k = y * size + x;
      const thread = ((x + y) % 2 === 0 ? 1 : -1) * depth + noise[k]! * 0.02;
      for (let c = 0; c < 3; c++) rgb[3 * k + c]! += thread;
    }
  }
}
