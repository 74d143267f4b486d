import type { Season } from '@ftn/datasets';
import { RandomStream } from '@ftn/random';
import { type Canvas, paint } from '../../raster/canvas.js';
import { hsv, type Rgb, scaled } from '../../raster/colour.js';
import { fillPath } from '../../raster/coverage.js';
import { ellipse, rectangle } from '../../raster/path.js';
import type { House } from '../landscape.js';

const snow: Rgb = [0.96, 0.97, 1];

/** Draws a house or a church whose lower edge is at y, all in pixels; in winter its roof is white and its chimney smokes. */
export function drawHouse(canvas: Canvas, house: House, x: number, y: number, season: Season): void {
  const { size } = canvas;
  const random = new RandomStream(house.seed, 'house');
  const [w, h] = [house.width * size, house.tall * size];
  const wall = hsv(random.uniform(0.05, 0.14), random.uniform(0.08, 0.35), random.uniform(0.78, 0.95));
  const tiles = hsv(random.uniform(0, 0.06), random.uniform(0.45, 0.7), random.uniform(0.45, 0.65));
  const fill = (path: readonly number[], colour: Rgb, opacity = 1) =>
    paint(canvas, fillPath(path, size), colour, opacity);
  const left = x - w / 2;
  const roof = h * random.uniform(0.6, 0.85);
  fill(rectangle(left, y - h, left + w, y), wall);
  fill(rectangle(left + w * 0.72, y - h, left + w, y), scaled(wall, 0.78));
  const top = y - h - roof;
  const cover = [left - w * 0.08, y - h, left + w * 0.14, top, left + w * 0.86, top, left + w * 1.08, y - h];
  if (random.chance(0.6)) {
    const cx = left + w * 0.7;
    fill(rectangle(cx, top - roof * 0.25, cx + w * 0.09, top + roof * 0.3), scaled(tiles, 0.7));
    if (season === 'winter') {
      for (let i = 0; i < 4; i++) {
        const r = w * (0.05 + 0.025 * i);
        fill(
          ellipse(cx + w * (0.05 + 0.06 * i), top - roof * 0.35 - r * 1.6 * (i + 1) * 0.6, r, r, 0, 1, 10),
          [0.8, 0.82, 0.86],
          0.5,
        );
      }
    }
  }
  fill(cover, season === 'winter' ? snow : tiles);
  fill(
    [left + w * 0.86, top, left + w * 1.08, y - h, left + w * 0.9, y - h],
    scaled(season === 'winter' ? snow : tiles, 0.8),
    0.8,
  );
  const pane: Rgb = season === 'winter' || season === 'autumn' ? [0.98, 0.82, 0.42] : [0.3, 0.38, 0.46];
  for (const at of [0.14, 0.42]) {
    fill(rectangle(left + w * at, y - h * 0.75, left + w * (at + 0.16), y - h * 0.4), pane);
  }
  fill(rectangle(left + w * 0.76, y - h * 0.62, left + w * 0.92, y), [0.36, 0.24, 0.16]);
  if (house.tower) drawTower(fill, left, y, w, h, scaled(wall, 1.06), season === 'winter' ? snow : tiles);
}

function drawTower(
  fill: (path: readonly number[], colour: Rgb) => void,
  left: number,
  y: number,
  w: number,
  h: number,
  wall: Rgb,
  roof: Rgb,
): void {
  const [x, wide, tall] = [left - w * 0.2, w * 0.32, h * 2.4];
  fill(rectangle(x, y - tall, x + wide, y), wall);
  fill([x - wide * 0.15, y - tall, x + wide / 2, y - tall - h * 1.5, x + wide * 1.15, y - tall], roof);
  fill(rectangle(x + wide * 0.35, y - tall * 0.85, x + wide * 0.65, y - tall * 0.68), [0.25, 0.25, 0.3]);
}
