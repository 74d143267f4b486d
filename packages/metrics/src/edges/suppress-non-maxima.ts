import { edgeOrientation } from './edge-orientation.js';

const margin = Math.fround(1.01);
const border = 5;

/** The map at a point between pixels, bilinear, the point kept inside the map; in single precision. */
function interpolate(map: Float32Array, height: number, width: number, px: number, py: number): number {
  const x = Math.fround(Math.max(0, Math.min(px, width - 1.001)));
  const y = Math.fround(Math.max(0, Math.min(py, height - 1.001)));
  const x0 = Math.trunc(x);
  const y0 = Math.trunc(y);
  const fx = Math.fround(x - x0);
  const fy = Math.fround(y - y0);
  const gx = Math.fround(1 - fx);
  const gy = Math.fround(1 - fy);
  const at = y0 * width + x0;
  // A map of one row or column has no second one.
  const right = width > 1 ? 1 : 0;
  const down = height > 1 ? width : 0;
  const a = Math.fround(Math.fround(map[at]! * gx) * gy);
  const b = Math.fround(Math.fround(map[at + right]! * fx) * gy);
  const c = Math.fround(Math.fround(map[at + down]! * gx) * fy);
  const d = Math.fround(Math.fround(map[at + right + down]! * fx) * fy);
  return Math.fround(Math.fround(Math.fround(a + b) + c) + d);
}

/** Multiplies the outermost pixels by 0, 1/5 … 4/5: the network knows little about the border. */
function fadeBorder(map: Float32Array, height: number, width: number): void {
  const s = Math.min(border, Math.trunc(width / 2), Math.trunc(height / 2));
  for (let d = 0; d < s; d++) {
    const weight = Math.fround(d / s);
    for (let y = 0; y < height; y++) {
      map[y * width + d]! *= weight;
      map[y * width + width - 1 - d]! *= weight;
    }
  }
  for (let d = 0; d < s; d++) {
    const weight = Math.fround(d / s);
    for (let x = 0; x < width; x++) {
      map[d * width + x]! *= weight;
      map[(height - 1 - d) * width + x]! *= weight;
    }
  }
}

/**
 * Thins a soft edge map: a pixel e becomes 0 where 1.01·e is below the map one pixel to either side across the edge
 * (bilinear); the outermost 5 pixels fade to 0. pdollar's `edgesNms(E, O, 1, 5, 1.01)` with the orientation above.
 */
export function suppressNonMaxima(map: Float32Array, height: number, width: number): Float32Array {
  const orientation = edgeOrientation(map, height, width);
  const output = map.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const e = map[y * width + x]!;
      if (e === 0) continue;
      const o = orientation(x, y);
      const cos = Math.fround(Math.cos(o));
      const sin = Math.fround(Math.sin(o));
      const strong = Math.fround(e * margin);
      if (
        strong < interpolate(map, height, width, Math.fround(x - cos), Math.fround(y - sin)) ||
        strong < interpolate(map, height, width, Math.fround(x + cos), Math.fround(y + sin))
      ) {
        output[y * width + x] = 0;
      }
    }
  }
  fadeBorder(output, height, width);
  return output;
}
