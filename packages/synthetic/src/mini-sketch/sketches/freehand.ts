import type { RandomStream } from '@ftn/random';
import { type Canvas, paint } from '../../raster/canvas.js';
import { fillPath, strokePath } from '../../raster/coverage.js';
import type { Part } from '../../raster/figure.js';
import { type Path, smooth } from '../../raster/path.js';

/** A pen in a hand that wavers. */
export interface Pen {
  readonly canvas: Canvas;
  readonly random: RandomStream;
  readonly width: number;
  /** How far a line strays, in pixels. */
  readonly waver: number;
}

/** Draws a part's outlines and marks in ink; what lies behind it stays hidden. */
export function drawPart({ outline, holes = [], lines = [] }: Part, pen: Pen): void {
  const { canvas } = pen;
  paint(canvas, fillPath(outline, canvas.size, holes), [1, 1, 1]);
  for (const contour of [outline, ...holes]) ink(contour, true, pen);
  for (const line of lines) ink(line, false, pen);
}

/** One line from point to point, slowly drifting from its path; now and then gone over again. */
function ink(path: Path, closed: boolean, pen: Pen): void {
  const { canvas, random, width } = pen;
  const times = random.chance(0.25) ? 2 : 1;
  for (let pass = 0; pass < times; pass++) {
    const points = wavering(path, closed, pen);
    paint(canvas, strokePath(points, width, canvas.size), [0.04, 0.04, 0.04], random.uniform(0.8, 1));
  }
}

/** The path with a drift that changes slowly along it, its end not quite at its beginning. */
function wavering(path: Path, closed: boolean, { random, waver }: Pen): number[] {
  const n = path.length / 2;
  const start = closed ? random.integer(n) : 0;
  const count = closed ? n + 1 + random.integer(2) : n;
  let [dx, dy] = [0, 0];
  const points: number[] = [];
  for (let i = 0; i < count; i++) {
    dx = dx * 0.7 + random.uniform(-waver, waver);
    dy = dy * 0.7 + random.uniform(-waver, waver);
    const k = (start + i) % n;
    points.push(path[2 * k]! + dx, path[2 * k + 1]! + dy);
  }
  return n > 12 ? points : smooth(points, false, 3);
}
