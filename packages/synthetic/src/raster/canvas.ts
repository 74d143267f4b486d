import type { Rgb } from './colour.js';
import type { Coverage } from './coverage.js';

/** A square picture of RGB numbers, 0 to 1, row by row. */
export interface Canvas {
  readonly size: number;
  readonly rgb: Float32Array;
}

/** A canvas of one colour. */
export function createCanvas(size: number, colour: Rgb): Canvas {
  const rgb = new Float32Array(size * size * 3);
  for (let i = 0; i < rgb.length; i += 3) {
    rgb[i] = colour[0];
    rgb[i + 1] = colour[1];
    rgb[i + 2] = colour[2];
  }
  return { size, rgb };
}

/** Lays a colour over the canvas where the coverage is, as much as `opacity` says. */
export function paint(canvas: Canvas, coverage: Coverage, colour: Rgb, opacity = 1): void {
  const { x, y, width, height, data } = coverage;
  for (let row = 0; row < height; row++) {
    let k = ((y + row) * canvas.size + x) * 3;
    for (let column = 0; column < width; column++, k += 3) {
      const alpha = data[row * width + column]! * opacity;
      if (alpha <= 0) continue;
      for (let c = 0; c < 3; c++) canvas.rgb[k + c]! += (colour[c]! - canvas.rgb[k + c]!) * alpha;
    }
  }
}

/** Lays one straight stroke with round ends over the canvas: `strokePath` and `paint` in one, for the many. */
export function paintStroke(
  canvas: Canvas,
  [ax, ay, bx, by]: readonly [number, number, number, number],
  width: number,
  colour: Rgb,
  opacity: number,
): void {
  const { size, rgb } = canvas;
  const reach = width / 2 + 0.5;
  const [dx, dy] = [bx - ax, by - ay];
  const inverse = 1 / Math.max(dx * dx + dy * dy, 1e-12);
  const x0 = Math.max(Math.floor(Math.min(ax, bx) - reach), 0);
  const x1 = Math.min(Math.ceil(Math.max(ax, bx) + reach), size);
  const y0 = Math.max(Math.floor(Math.min(ay, by) - reach), 0);
  const y1 = Math.min(Math.ceil(Math.max(ay, by) + reach), size);
  for (let row = y0; row < y1; row++) {
    for (let column = x0; column < x1; column++) {
      const [px, py] = [column + 0.5 - ax, row + 0.5 - ay];
      const t = Math.min(Math.max((px * dx + py * dy) * inverse, 0), 1);
      const [ex, ey] = [px - t * dx, py - t * dy];
      const squared = ex * ex + ey * ey;
      if (squared >= reach * reach) continue;
      const alpha = Math.min(reach - Math.sqrt(squared), 1) * opacity;
      const k = (row * size + column) * 3;
      rgb[k]! += (colour[0] - rgb[k]!) * alpha;
      rgb[k + 1]! += (colour[1] - rgb[k + 1]!) * alpha;
      rgb[k + 2]! += (colour[2] - rgb[k + 2]!) * alpha;
    }
  }
}

/** Multiplies two coverages: what lies in both. */
export function intersect(a: Coverage, b: Coverage): Coverage {
  const data = new Float32Array(a.data.length);
  for (let row = 0; row < a.height; row++) {
    const other = a.y + row - b.y;
    if (other < 0 || other >= b.height) continue;
    for (let column = 0; column < a.width; column++) {
      const at = a.x + column - b.x;
      if (at < 0 || at >= b.width) continue;
      data[row * a.width + column] = a.data[row * a.width + column]! * b.data[other * b.width + at]!;
    }
  }
  return { ...a, data };
}

/** Rounds a canvas to bytes. */
export function toBytes(canvas: Canvas): Uint8Array {
  const bytes = new Uint8Array(canvas.rgb.length);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Math.floor(Math.min(Math.max(canvas.rgb[i]!, 0), 1) * 255 + 0.5);
  }
  return bytes;
}
