import type { Canvas } from '../../raster/canvas.js';
import { blend, type Rgb } from '../../raster/colour.js';
import { smoothNoise } from '../../raster/lattice.js';
import type { Landscape } from '../landscape.js';
import type { SeasonLook } from '../season-looks.js';
import { put } from './backdrop.js';

const ice: Rgb = [0.88, 0.93, 0.97];

/** Water that mirrors what stands behind it, or ice with drifts of snow. */
export function drawLake(
  canvas: Canvas,
  { horizon, lake, seed }: Landscape,
  look: SeasonLook,
  frozen: boolean,
): void {
  if (!lake) return;
  const { size, rgb } = canvas;
  const before = rgb.slice();
  const toY = (depth: number) => horizon + depth * (1 - horizon);
  for (let i = 0; i < size; i++) {
    const x = (i + 0.5) / size;
    const shore = toY(lake[0] + 0.025 * smoothNoise(x * 4, 1.5, seed));
    const near = toY(lake[1] + 0.14 * smoothNoise(x * 2.2, 5.5, seed));
    for (let j = Math.max(Math.floor(shore * size), 0); j < Math.min(Math.ceil(near * size), size); j++) {
      const y = (j + 0.5) / size;
      const depth = (y - shore) / (near - shore);
      if (frozen) {
        const drift = smoothNoise(x * 5, y * 16, seed + 5);
        const crack = Math.abs(smoothNoise(x * 7, y * 9, seed + 6)) < 0.035;
        put(canvas, i, j, crack ? look.water : blend(look.water, ice, 0.5 + 0.5 * drift));
        continue;
      }
      const ripple = 0.012 * smoothNoise(x * 9, y * 60, seed + 4) * (0.4 + depth);
      const from = Math.min(Math.max(Math.floor((2 * shore - y + ripple) * size), 0), size - 1);
      const k = 3 * (from * size + i);
      const mirrored: Rgb = [before[k]!, before[k + 1]!, before[k + 2]!];
      const colour = blend(mirrored, look.water, 0.35 + 0.3 * Math.min(depth, 1));
      const shine = 1 + 5 * ripple;
      put(canvas, i, j, [colour[0] * shine, colour[1] * shine, colour[2] * shine]);
    }
  }
}
