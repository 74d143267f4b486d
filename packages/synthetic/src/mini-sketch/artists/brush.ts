import type { RandomStream } from '@ftn/random';
import { type Canvas, paintStroke } from '../../raster/canvas.js';
import type { Rgb } from '../../raster/colour.js';
import { cosine, sine } from '../../raster/trigonometry.js';

/** The colour of a canvas at a place. */
export function colourAt({ size, rgb }: Canvas, x: number, y: number): Rgb {
  const column = Math.min(Math.max(Math.floor(x), 0), size - 1);
  const row = Math.min(Math.max(Math.floor(y), 0), size - 1);
  const k = 3 * (row * size + column);
  return [rgb[k]!, rgb[k + 1]!, rgb[k + 2]!];
}

/** Changes every pixel's colour. */
export function mapColours(canvas: Canvas, change: (colour: Rgb, x: number, y: number) => Rgb): void {
  const { size, rgb } = canvas;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) rgb.set(change(colourAt(canvas, x, y), x, y), 3 * (y * size + x));
  }
}

/** A layer of strokes, each of the colour of what it covers. */
export interface Layer {
  /** Between strokes, their width and half length, in pixels. */
  readonly step: number;
  readonly width: number;
  readonly half: number;
  /** The direction at a place, in turns. */
  readonly turn: (x: number, y: number) => number;
  /** What the painter makes of a colour he sees. */
  readonly mix: (seen: Rgb) => Rgb;
  readonly opacity: number;
}

/** Lays strokes over the canvas on a loose grid. */
export function layStrokes(canvas: Canvas, seen: Canvas, random: RandomStream, layer: Layer): void {
  const { size } = canvas;
  const { step, width, half, turn, mix, opacity } = layer;
  for (let v = step / 2; v < size; v += step) {
    for (let u = step / 2; u < size; u += step) {
      const x = u + random.uniform(-0.5, 0.5) * step;
      const y = v + random.uniform(-0.5, 0.5) * step;
      const angle = turn(x, y);
      const [dx, dy] = [half * cosine(angle), half * sine(angle)];
      paintStroke(canvas, [x - dx, y - dy, x + dx, y + dy], width, mix(colourAt(seen, x, y)), opacity);
    }
  }
}

/** A field read at a place, inside or outside its square. */
export function fieldAt(field: Float32Array, size: number, x: number, y: number): number {
  const column = Math.min(Math.max(Math.floor(x), 0), size - 1);
  const row = Math.min(Math.max(Math.floor(y), 0), size - 1);
  return field[row * size + column]!;
}
