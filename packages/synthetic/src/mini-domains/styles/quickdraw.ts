import type { RandomStream } from '@ftn/random';
import { type Canvas, createCanvas, paint } from '../../raster/canvas.js';
import { type Coverage, fillPath, strokePath } from '../../raster/coverage.js';
import { areaOf, type ObjectClass, poseFigure, randomPose } from '../../raster/figure.js';
import { type Path, smooth } from '../../raster/path.js';

/** Twenty seconds with a finger: few black lines on white, rounded off, shaky and not quite closed. */
export function drawQuickdraw(object: ObjectClass, random: RandomStream, size: number): Canvas {
  const pose = randomPose(random, object.lean * 1.3, [0.38, 0.47], 0.03, 0.1);
  const figure = poseFigure(object.draw(random), { ...pose, aspect: random.uniform(0.72, 1.35) }, size);
  const canvas = createCanvas(size, [1, 1, 1]);
  const width = size * random.uniform(0.018, 0.034);
  const shake = size * random.uniform(0.008, 0.024);
  const hidden = random.chance(0.7);
  for (const part of figure) {
    const small = areaOf(part) < size * size * 0.002;
    if ((part.minor && random.chance(0.75)) || (small && random.chance(0.4))) continue;
    if (hidden) paint(canvas, fillPath(part.outline, size, part.holes), [1, 1, 1]);
    for (const contour of [part.outline, ...(part.holes ?? [])]) {
      paint(canvas, scribble(contour, true, random, size, width, shake), [0, 0, 0]);
    }
    for (const line of part.lines ?? []) {
      if (random.chance(0.5)) paint(canvas, scribble(line, false, random, size, width, shake), [0, 0, 0]);
    }
  }
  return canvas;
}

/** A path redrawn by an unsteady hand from a few remembered points. */
function scribble(
  path: Path,
  closed: boolean,
  random: RandomStream,
  size: number,
  width: number,
  shake: number,
): Coverage {
  const points = resample(path, closed, size * random.uniform(0.1, 0.16));
  const n = points.length / 2;
  const start = closed ? random.integer(n) : 0;
  const visited: number[] = [];
  // A closed line ends near where it began: short of it, on it, or a little past.
  const count = closed ? n + random.integer(2) : n;
  for (let i = 0; i < count; i++) {
    const k = (start + i) % n;
    visited.push(
      points[2 * k]! + random.uniform(-shake, shake),
      points[2 * k + 1]! + random.uniform(-shake, shake),
    );
  }
  if (closed && random.chance(0.7))
    visited.push(visited[0]! + random.uniform(-shake, shake), visited[1]! + random.uniform(-shake, shake));
  return strokePath(smooth(visited, false, 4), width, size);
}

/** Keeps corners and otherwise one point every `gap` pixels. */
function resample(path: Path, closed: boolean, gap: number): number[] {
  const n = path.length / 2;
  const kept: number[] = [path[0]!, path[1]!];
  let travelled = 0;
  for (let i = 1; i < n; i++) {
    const dx = path[2 * i]! - path[2 * i - 2]!;
    const dy = path[2 * i + 1]! - path[2 * i - 1]!;
    travelled += Math.sqrt(dx * dx + dy * dy);
    const last = i === n - 1 && !closed;
    if (travelled < gap && !last && !isCorner(path, i, n)) continue;
    kept.push(path[2 * i]!, path[2 * i + 1]!);
    travelled = 0;
  }
  return kept;
}

/** True where a path turns by more than about 60 degrees. */
function isCorner(path: Path, i: number, n: number): boolean {
  const j = (i + 1) % n;
  const ax = path[2 * i]! - path[2 * i - 2]!;
  const ay = path[2 * i + 1]! - path[2 * i - 1]!;
  const bx = path[2 * j]! - path[2 * i]!;
  const by = path[2 * j + 1]! - path[2 * i + 1]!;
  const product = Math.sqrt((ax * ax + ay * ay) * (bx * bx + by * by));
  return product > 0 && ax * bx + ay * by < 0.5 * product;
}
