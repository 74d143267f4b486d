import { type Path, signedArea } from './path.js';

/** How much of each pixel in a box a shape covers, 0 to 1. */
export interface Coverage {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** An empty coverage over the part of a box that lies on a square canvas. */
function emptyBox(x0: number, y0: number, x1: number, y1: number, size: number): Coverage {
  const x = Math.min(Math.max(Math.floor(x0), 0), size);
  const y = Math.min(Math.max(Math.floor(y0), 0), size);
  const width = Math.max(Math.min(Math.ceil(x1), size) - x, 0);
  const height = Math.max(Math.min(Math.ceil(y1), size) - y, 0);
  return { x, y, width, height, data: new Float32Array(width * height) };
}

/** The smallest upright box around several paths: left, top, right, bottom. */
function bounds(paths: readonly Path[]): [number, number, number, number] {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const path of paths) {
    for (let i = 0; i < path.length; i += 2) {
      x0 = Math.min(x0, path[i]!);
      x1 = Math.max(x1, path[i]!);
      y0 = Math.min(y0, path[i + 1]!);
      y1 = Math.max(y1, path[i + 1]!);
    }
  }
  return [x0, y0, x1, y1];
}

/** The mean over x in [low, high] of max(0, t − x). */
function meanRamp(t: number, low: number, high: number): number {
  if (t <= low) return 0;
  if (t >= high) return t - (low + high) / 2;
  return ((t - low) * (t - low)) / (2 * (high - low));
}

/** Adds one edge's exact area to the row differences, whose running sum is the coverage. */
function addEdge(rows: Float64Array, box: Coverage, ax: number, ay: number, bx: number, by: number): void {
  if (ay === by) return;
  const direction = ay < by ? 1 : -1;
  const [x0, y0, x1, y1] = ay < by ? [ax, ay, bx, by] : [bx, by, ax, ay];
  const slope = (x1 - x0) / (y1 - y0);
  const stride = box.width + 1;
  const last = Math.min(Math.ceil(y1), box.y + box.height);
  for (let row = Math.max(Math.floor(y0), box.y); row < last; row++) {
    const top = Math.max(y0, row);
    const bottom = Math.min(y1, row + 1);
    if (bottom <= top) continue;
    const p = Math.min(Math.max(x0 + (top - y0) * slope - box.x, 0), box.width);
    const q = Math.min(Math.max(x0 + (bottom - y0) * slope - box.x, 0), box.width);
    const low = Math.min(p, q);
    const high = Math.max(p, q);
    const weight = direction * (bottom - top);
    const start = (row - box.y) * stride;
    let previous = 0;
    for (let column = Math.floor(low); column <= box.width; column++) {
      const covered = meanRamp(column + 1, low, high) - meanRamp(column, low, high);
      rows[start + column]! += weight * (covered - previous);
      previous = covered;
      if (column >= high) break;
    }
  }
}

/**
 * The exact pixel coverage of a closed outline less its holes, on a `size` × `size` canvas.
 * Source: signed-area accumulation, as font rasterisers do.
 */
export function fillPath(outline: Path, size: number, holes: readonly Path[] = []): Coverage {
  const box = emptyBox(...bounds([outline]), size);
  const { width, height, data } = box;
  if (width === 0 || height === 0) return box;
  const rows = new Float64Array((width + 1) * height);
  const sign = signedArea(outline) >= 0;
  for (const contour of [outline, ...holes]) {
    const reversed = contour !== outline && signedArea(contour) >= 0 === sign;
    for (let i = 0, j = contour.length - 2; i < contour.length; j = i, i += 2) {
      const [from, to] = reversed ? [i, j] : [j, i];
      addEdge(rows, box, contour[from]!, contour[from + 1]!, contour[to]!, contour[to + 1]!);
    }
  }
  for (let row = 0; row < height; row++) {
    let sum = 0;
    for (let column = 0; column < width; column++) {
      sum += rows[row * (width + 1) + column]!;
      data[row * width + column] = Math.min(Math.abs(sum), 1);
    }
  }
  return box;
}

/** The coverage of a line of `width` pixels with round ends and joins. */
export function strokePath(path: Path, width: number, size: number, closed = false): Coverage {
  const reach = width / 2 + 0.5;
  const [left, top, right, bottom] = bounds([path]);
  const box = emptyBox(left - reach, top - reach, right + reach, bottom + reach, size);
  const n = path.length / 2;
  for (let i = 0; i < (closed ? n : n - 1); i++) {
    const j = (i + 1) % n;
    addCapsule(box, path[2 * i]!, path[2 * i + 1]!, path[2 * j]!, path[2 * j + 1]!, reach);
  }
  return box;
}

/** Raises the coverage of the pixels nearer to a segment than `reach`, with a one-pixel soft edge. */
function addCapsule(box: Coverage, ax: number, ay: number, bx: number, by: number, reach: number): void {
  const { x, y, width, height, data } = box;
  const dx = bx - ax;
  const dy = by - ay;
  const inverse = 1 / Math.max(dx * dx + dy * dy, 1e-12);
  const x0 = Math.max(Math.floor(Math.min(ax, bx) - reach), x);
  const x1 = Math.min(Math.ceil(Math.max(ax, bx) + reach), x + width);
  const y0 = Math.max(Math.floor(Math.min(ay, by) - reach), y);
  const y1 = Math.min(Math.ceil(Math.max(ay, by) + reach), y + height);
  for (let row = y0; row < y1; row++) {
    for (let column = x0; column < x1; column++) {
      const px = column + 0.5 - ax;
      const py = row + 0.5 - ay;
      const t = Math.min(Math.max((px * dx + py * dy) * inverse, 0), 1);
      const ex = px - t * dx;
      const ey = py - t * dy;
      const squared = ex * ex + ey * ey;
      if (squared >= reach * reach) continue;
      const k = (row - y) * width + column - x;
      const covered = Math.min(reach - Math.sqrt(squared), 1);
      if (covered > data[k]!) data[k] = covered;
    }
  }
}

/** Everything several shapes cover, as one shape. */
export function union(shapes: readonly Coverage[], size: number): Coverage {
  const x = shapes.reduce((least, shape) => Math.min(least, shape.x), size);
  const y = shapes.reduce((least, shape) => Math.min(least, shape.y), size);
  const width = shapes.reduce((most, shape) => Math.max(most, shape.x + shape.width), x) - x;
  const height = shapes.reduce((most, shape) => Math.max(most, shape.y + shape.height), y) - y;
  const data = new Float32Array(width * height);
  for (const shape of shapes) {
    for (let row = 0; row < shape.height; row++) {
      const start = (shape.y - y + row) * width + shape.x - x;
      for (let column = 0; column < shape.width; column++) {
        const covered = shape.data[row * shape.width + column]!;
        if (covered > data[start + column]!) data[start + column] = covered;
      }
    }
  }
  return { x, y, width, height, data };
}
