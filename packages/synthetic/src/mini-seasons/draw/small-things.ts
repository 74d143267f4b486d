import type { Season } from '@ftn/datasets';
import type { RandomStream } from '@ftn/random';
import { type Canvas, paint, paintStroke } from '../../raster/canvas.js';
import { hsv, type Rgb } from '../../raster/colour.js';
import { fillPath } from '../../raster/coverage.js';
import { ellipse } from '../../raster/path.js';
import type { Landscape } from '../landscape.js';

/** How many flowers, leaves or nothing lie on the ground of each kind of place. */
const sprinkled: Readonly<Record<Season, number>> = { spring: 46, summer: 12, autumn: 60, winter: 0 };

/** Flowers in spring and summer, fallen leaves in autumn. */
export function drawSprinkles(
  canvas: Canvas,
  { horizon, kind, lake }: Landscape,
  season: Season,
  random: RandomStream,
): void {
  const { size } = canvas;
  const count = Math.round(sprinkled[season] * (kind === 'meadow' ? 1.8 : kind === 'forest' ? 1.2 : 0.7));
  for (let i = 0; i < count; i++) {
    const depth = Math.sqrt(random.uniform()) * 0.95 + 0.05;
    const colour = sprinkleColour(season, random);
    const [x, y] = [random.uniform() * size, (horizon + depth * (1 - horizon)) * size];
    const r = size * (0.004 + 0.008 * depth);
    if (lake && depth > lake[0] - 0.05 && depth < lake[1] + 0.16) continue;
    paint(canvas, fillPath(ellipse(x, y, r, r * 0.7, 0, 1, 8), size), colour, 0.9);
  }
}

function sprinkleColour(season: Season, random: RandomStream): Rgb {
  if (season === 'autumn') return hsv(random.uniform(0, 0.13), 0.85, random.uniform(0.55, 0.85));
  if (season === 'summer')
    return random.pick<Rgb>([
      [0.95, 0.85, 0.25],
      [0.85, 0.25, 0.2],
      [0.95, 0.95, 0.9],
    ]);
  return random.pick<Rgb>([
    [0.98, 0.86, 0.3],
    [0.97, 0.97, 0.97],
    [0.92, 0.5, 0.72],
    [0.66, 0.5, 0.86],
  ]);
}

/** Posts and two rails across the meadow, with snow on top in winter. */
export function drawFence(canvas: Canvas, { horizon, fence }: Landscape, season: Season): void {
  if (fence === undefined) return;
  const { size } = canvas;
  const y = (horizon + fence * (1 - horizon)) * size;
  const tall = size * (0.03 + 0.07 * fence);
  const wood: Rgb = [0.42, 0.32, 0.22];
  const thick = Math.max(tall * 0.13, 0.7);
  for (const up of [0.45, 0.85]) {
    paintStroke(canvas, [0, y - tall * up, size, y - tall * up], thick, wood, 0.9);
    if (season === 'winter')
      paintStroke(
        canvas,
        [0, y - tall * up - thick * 0.7, size, y - tall * up - thick * 0.7],
        thick * 0.6,
        [0.96, 0.97, 1],
        0.9,
      );
  }
  for (let i = 0; i <= 8; i++) {
    const x = ((i + 0.3) / 8) * size;
    paintStroke(canvas, [x, y, x, y - tall], thick * 1.3, wood, 0.95);
  }
}

/** Falling snow. */
export function drawSnowfall(canvas: Canvas, random: RandomStream, flakes: number): void {
  const { size } = canvas;
  for (let i = 0; i < flakes; i++) {
    const [x, y] = [random.uniform() * size, random.uniform() * size];
    const r = size * random.uniform(0.004, 0.011);
    paint(canvas, fillPath(ellipse(x, y, r, r, 0, 1, 8), size), [1, 1, 1], 0.85);
  }
}
