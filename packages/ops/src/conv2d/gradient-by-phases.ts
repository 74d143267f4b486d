import { concat, reshape, split, type Tensor4D, transpose } from '@tensorflow/tfjs-core';
import type { ConvGeometry } from './geometry.js';
import { interleaved, upTo } from './interleave.js';
import { cut, withMargins } from './spread.js';

/** The named rows and columns of a filter [K_h, K_w, C_in, C_out], in that order; each tap moves as it lies. */
function taps(filter: Tensor4D, rows: readonly number[], columns: readonly number[]): Tensor4D {
  const [height, width, input, output] = filter.shape;
  const all = split(reshape(filter, [height * width, input * output]), height * width, 0);
  const wanted = rows.flatMap((row) => columns.map((column) => all[row * width + column]!));
  return reshape(concat(wanted, 0), [rows.length, columns.length, input, output]);
}

/** The filter turned by 180°, as `reverse` gives, which WebAssembly's kernel does number by number. */
export function turned(filter: Tensor4D): Tensor4D {
  const [height, width] = filter.shape;
  if (height === 1 && width === 1) return filter;
  return taps(filter, upTo(height).reverse(), upTo(width).reverse());
}

/** Channel axes swapped: [K_h, K_w, C_in, C_out] → [K_h, K_w, C_out, C_in]. */
export const swapped = (filter: Tensor4D) => transpose(filter, [0, 1, 3, 2]) as Tensor4D;

/** What reaches every `stride`-th row (or column) of x, from `phase` on. */
interface Reach {
  /** Rows (or columns) of the filter, in the order in which dy meets them. */
  readonly lines: readonly number[];
  /** Zeros before and after dy; negative where some of it is out of reach. */
  readonly before: number;
  readonly after: number;
}

/** x[stride·i + phase] takes tap t of dy[(stride·i + phase + padding − t) / stride], where that is whole. */
function reach(phase: number, count: number, kernel: number, length: number, g: ConvGeometry): Reach {
  const first = (phase + g.padding) % g.stride;
  const reaching = upTo(kernel)
    .filter((tap) => tap % g.stride === first)
    .reverse();
  const before = reaching.length - 1 - (phase + g.padding - first) / g.stride;
  return { lines: reaching, before, after: count + reaching.length - 1 - before - length };
}

/** Whether `inputGradientByPhases` takes a convolution: every pixel of x has taps that reach it, one beside the other. */
export const hasPhases = ({ filter, stride, dilation }: ConvGeometry): boolean =>
  stride > 1 && dilation === 1 && Math.min(filter[0], filter[1]) >= stride;

/**
 * ∂L/∂x of a strided convolution, phase by phase: the pixels of x that lie `stride` apart see the same taps, and are one
 * convolution of dy with these. No product is with a zero that spreading dy would put between its pixels.
 */
export function inputGradientByPhases(
  convolve: (x: Tensor4D, filter: Tensor4D) => Tensor4D,
  dy: Tensor4D,
  filter: Tensor4D,
  g: ConvGeometry,
): Tensor4D {
  const { stride } = g;
  const [, height, width] = g.x;
  const [rows, columns] = [Math.ceil(height / stride), Math.ceil(width / stride)];
  const phases = upTo(stride).flatMap((p) => {
    const vertical = reach(p, rows, g.filter[0], g.y[1], g);
    return upTo(stride).map((q) => {
      const horizontal = reach(q, columns, g.filter[1], g.y[2], g);
      const around = {
        top: vertical.before,
        bottom: vertical.after,
        left: horizontal.before,
        right: horizontal.after,
      };
      return convolve(withMargins(dy, around), swapped(taps(filter, vertical.lines, horizontal.lines)));
    });
  });
  const whole = interleaved(phases, stride);
  return cut(whole, 0, 0, height, width);
}
