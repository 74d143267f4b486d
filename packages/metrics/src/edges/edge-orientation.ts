import { triangleFilter } from './triangle-filter.js';

/** d/dx of a map at (x, y): half the difference of the neighbours, at the border the one-sided difference. */
function gradientX(map: Float32Array, width: number, x: number, y: number): number {
  const row = y * width;
  if (width === 1) return 0;
  if (x === 0) return Math.fround(map[row + 1]! - map[row]!);
  if (x === width - 1) return Math.fround(map[row + x]! - map[row + x - 1]!);
  return Math.fround(Math.fround(map[row + x + 1]! - map[row + x - 1]!) * 0.5);
}

/** d/dy of a map at (x, y): half the difference of the neighbours, at the border the one-sided difference. */
function gradientY(map: Float32Array, width: number, height: number, x: number, y: number): number {
  const at = y * width + x;
  if (height === 1) return 0;
  if (y === 0) return Math.fround(map[at + width]! - map[at]!);
  if (y === height - 1) return Math.fround(map[at]! - map[at - width]!);
  return Math.fround(Math.fround(map[at + width]! - map[at - width]!) * 0.5);
}

const smoothing = 4;
const guard = Math.fround(1e-5);
const pi = Math.fround(Math.PI);

/**
 * The direction across the edge at a pixel, in radians in [0, π), x to the right and y down:
 * O = atan(S_yy · sign(−S_xy) / (S_xx + 1e−5)) mod π, with S the map smoothed by a triangle of radius 4.
 *
 * In single precision, as pdollar's edge toolbox and SEISM compute it. On an exactly horizontal edge S_xy = 0 and
 * hence O = 0, along the edge: the published measure does so too.
 */
export function edgeOrientation(
  map: Float32Array,
  height: number,
  width: number,
): (x: number, y: number) => number {
  const smooth = triangleFilter(map, height, width, smoothing);
  const dx = new Float32Array(map.length);
  const dy = new Float32Array(map.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      dx[y * width + x] = gradientX(smooth, width, x, y);
      dy[y * width + x] = gradientY(smooth, width, height, x, y);
    }
  }
  return (x, y) => {
    const dxx = gradientX(dx, width, x, y);
    const dxy = gradientX(dy, width, x, y);
    const dyy = gradientY(dy, width, height, x, y);
    const angle = Math.fround(Math.atan(Math.fround((dyy * Math.sign(-dxy)) / Math.fround(dxx + guard))));
    return angle < 0 ? Math.fround(angle + pi) : angle;
  };
}
