import { concat, pad, reshape, slice, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { cut } from './spread.js';

/** 0 … n − 1. */
export const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Of [outer, length · inner] every `stride`-th of `length` from `phase` on, zeros after the last where they do not come out even. */
function every(
  x: Tensor,
  [outer, length, inner]: readonly [number, number, number],
  stride: number,
  phase: number,
) {
  const count = Math.ceil(length / stride);
  const missing = count * stride - length;
  const flat = reshape(x, [outer, length * inner]);
  const filled: Tensor =
    missing === 0
      ? flat
      : pad(flat, [
          [0, 0],
          [0, missing * inner],
        ]);
  const one = slice(
    reshape(filled, [outer * count, stride * inner]),
    [0, phase * inner],
    [outer * count, inner],
  );
  return { one, count };
}

/**
 * What taps of a strided window see of [N, H, W, C]: `rows` × `columns` pixels from `top`, `left` on, `stride` apart, as
 * `stridedSlice` gives, which WebAssembly's kernel does number by number. Here x is taken apart once, into an image for each
 * remainder of rows and columns, whose parts move as they lie.
 */
export function apart(
  x: Tensor4D,
  stride: number,
): (top: number, left: number, size: readonly [number, number]) => Tensor4D {
  const [n, h, w, c] = x.shape;
  if (stride === 1) return (top, left, [rows, columns]) => cut(x, top, left, rows, columns);
  const rowPhases = new Map<number, ReturnType<typeof every>>();
  const phases = new Map<number, Tensor4D>();
  const phase = (p: number, q: number) => {
    const lines = rowPhases.get(p) ?? every(x, [n, h, w * c], stride, p);
    rowPhases.set(p, lines);
    const made = phases.get(p * stride + q);
    if (made) return made;
    const { one, count } = every(lines.one, [n * lines.count, w, c], stride, q);
    const image = reshape(one, [n, lines.count, count, c]) as Tensor4D;
    phases.set(p * stride + q, image);
    return image;
  };
  return (top, left, [rows, columns]) =>
    cut(
      phase(top % stride, left % stride),
      Math.floor(top / stride),
      Math.floor(left / stride),
      rows,
      columns,
    );
}

/** The one image whose pixels `stride` apart the phases are: by remainders of rows, and within these of columns. */
export function interleaved(phases: readonly Tensor4D[], stride: number): Tensor4D {
  const [n, h, w, c] = phases[0]!.shape;
  const rows = upTo(stride).map((row) => {
    const pixels = phases.slice(row * stride, (row + 1) * stride).map((x) => reshape(x, [n * h * w, c]));
    return reshape(concat(pixels, 1), [n * h, w * stride * c]);
  });
  return reshape(concat(rows, 1), [n, h * stride, w * stride, c]);
}
