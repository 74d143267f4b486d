import { boxBlur } from './blur.js';
import type { Canvas } from './canvas.js';
import type { Rgb } from './colour.js';
import type { Coverage } from './coverage.js';

/** How a surface answers the light. */
export interface Surface {
  /** The direction towards the light, on the screen. */
  readonly light: readonly [number, number];
  /** Strength of the highlight. */
  readonly gloss: number;
  /** A field of −1 … 1 the size of the canvas that mottles the colour, and how much. */
  readonly texture: Float32Array;
  readonly rough: number;
}

/** The shape's own blur: high in its middle, low at its rim, read as the height of a cushion. */
function cushion(coverage: Coverage): Float32Array {
  const height = Float32Array.from(coverage.data);
  const radius = Math.max(1, Math.min(Math.floor(Math.min(coverage.width, coverage.height) / 5), 7));
  boxBlur(height, coverage.width, coverage.height, radius);
  boxBlur(height, coverage.width, coverage.height, radius);
  return height;
}

/** Paints a part as a cushion lit from one side (Lambert's law with a highlight). */
export function shadePart(canvas: Canvas, coverage: Coverage, colour: Rgb, surface: Surface): void {
  const { x, y, width, height, data } = coverage;
  if (width === 0 || height === 0) return;
  const raised = cushion(coverage);
  const depth = 0.5 * Math.min(width, height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const k = row * width + column;
      const alpha = data[k]!;
      if (alpha <= 0) continue;
      const left = column > 0 ? raised[k - 1]! : 0;
      const right = column + 1 < width ? raised[k + 1]! : 0;
      const above = row > 0 ? raised[k - width]! : 0;
      const below = row + 1 < height ? raised[k + width]! : 0;
      const nx = (left - right) * depth;
      const ny = (above - below) * depth;
      const facing =
        (nx * surface.light[0] + ny * surface.light[1] + 0.9) / Math.sqrt((nx * nx + ny * ny + 1) * 1.81);
      const at = (y + row) * canvas.size + x + column;
      const lit = 0.32 + 0.85 * Math.max(facing, 0) + surface.rough * surface.texture[at]!;
      const spark = facing > 0.9 ? (facing - 0.9) * 8 * surface.gloss : 0;
      for (let c = 0; c < 3; c++) {
        const target = colour[c]! * lit + spark;
        canvas.rgb[3 * at + c]! += (target - canvas.rgb[3 * at + c]!) * alpha;
      }
    }
  }
}
