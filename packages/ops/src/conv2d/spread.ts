import { pad, reshape, slice, type Tensor4D } from '@tensorflow/tfjs-core';
import type { ConvGeometry } from './geometry.js';

/** Zeros on each side of height and width; a negative number cuts instead. */
export interface Margins {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Puts `stride` − 1 zeros after every row and column: [N, H, W, C] → [N, H·stride, W·stride, C]. */
export function spread(x: Tensor4D, stride: number): Tensor4D {
  if (stride === 1) return x;
  const [n, h, w, c] = x.shape;
  // Axes beside each other are merged, so that every step pads one axis of a tensor of rank 4.
  const columns = pad(reshape(x, [n * h, w, 1, c]), [
    [0, 0],
    [0, 0],
    [0, stride - 1],
    [0, 0],
  ]);
  const rows = pad(reshape(columns, [n, h, 1, w * stride * c]), [
    [0, 0],
    [0, 0],
    [0, stride - 1],
    [0, 0],
  ]);
  return reshape(rows, [n, h * stride, w * stride, c]);
}

/** So many rows and columns from `top` and `left` on; rows move as they lie. */
export function cut(x: Tensor4D, top: number, left: number, rows: number, columns: number): Tensor4D {
  const [n, h, w, c] = x.shape;
  if (top === 0 && left === 0 && rows === h && columns === w) return x;
  const lines = slice(reshape(x, [n, h, w * c]), [0, top, left * c], [n, rows, columns * c]);
  return reshape(lines, [n, rows, columns, c]);
}

/** Pads height and width with zeros, or cuts them where a margin is negative. */
export function withMargins(x: Tensor4D, m: Margins): Tensor4D {
  const [, h, w] = x.shape;
  const top = Math.max(0, -m.top);
  const left = Math.max(0, -m.left);
  const inner = cut(x, top, left, h - top - Math.max(0, -m.bottom), w - left - Math.max(0, -m.right));
  if ([m.top, m.bottom, m.left, m.right].every((margin) => margin <= 0)) return inner;
  return pad(inner, [
    [0, 0],
    [Math.max(0, m.top), Math.max(0, m.bottom)],
    [Math.max(0, m.left), Math.max(0, m.right)],
    [0, 0],
  ]) as Tensor4D;
}

/**
 * What must surround dy, spread by the stride, so that a convolution with the rotated kernel gives ∂L/∂x: before the
 * first tap falls on dy there are dilation·(K − 1) − padding zeros, after it what is left of x.
 */
export function inputMargins(g: ConvGeometry): Margins {
  const { stride, padding, dilation } = g;
  const before = (taps: number) => dilation * (taps - 1) - padding;
  const after = (length: number, out: number) => length + padding - out * stride;
  return {
    top: before(g.filter[0]),
    bottom: after(g.x[1], g.y[1]),
    left: before(g.filter[1]),
    right: after(g.x[2], g.y[2]),
  };
}
