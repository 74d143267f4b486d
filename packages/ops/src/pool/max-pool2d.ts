import { UsageError } from '@ftn/errors';
import {
  add,
  cast,
  engine,
  equal,
  mul,
  pad,
  sub,
  type Tensor4D,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { differentiable } from '../autodiff/differentiable.js';
import { checkRank, checkWhole } from '../check.js';
import { apart, interleaved, upTo } from '../conv2d/interleave.js';
import { cut, withMargins } from '../conv2d/spread.js';
import { keepNaN } from '../finite.js';
import { nativeBackend } from '../native-backend.js';
import { nativeMaxPool, nativeMaxPoolGradient, type Window } from './native-max-pool.js';

/** The window of a pooling, in pixels. */
export interface PoolOptions {
  /** Height and width of the window. */
  readonly size: number;
  /** Default `size`. */
  readonly stride?: number;
  /** Rows and columns of −∞ on every side; default 0, at most half the window. */
  readonly padding?: number;
}

/** Gives dy to the first largest value of every window, row by row, as PyTorch does. */
function portableGradient(
  dy: Tensor4D,
  x: Tensor4D,
  y: Tensor4D,
  { size, stride, padding }: Window,
): Tensor4D {
  const [, height, width] = x.shape;
  const [, rows, columns] = y.shape;
  // Whole strides, with room for the last window.
  const strides = (length: number, out: number) =>
    Math.max(Math.ceil((length + padding) / stride), out + Math.floor((size - 1) / stride));
  const [down, across] = [strides(height, rows), strides(width, columns)];
  const margins: [number, number][] = [
    [0, 0],
    [padding, down * stride - padding - height],
    [padding, across * stride - padding - width],
    [0, 0],
  ];
  const seen = apart(pad(x, margins, Number.NEGATIVE_INFINITY) as Tensor4D, stride);
  let free = add(zerosLike(y), 1);
  const sums = new Map<number, Tensor4D>();
  for (let p = 0; p < size; p++) {
    for (let q = 0; q < size; q++) {
      const hit = mul(cast(equal(seen(p, q, [rows, columns]), y), 'float32'), free);
      free = sub(free, hit);
      const [top, left] = [Math.floor(p / stride), Math.floor(q / stride)];
      const placed = withMargins(mul(dy, hit) as Tensor4D, {
        top,
        bottom: down - top - rows,
        left,
        right: across - left - columns,
      });
      const phase = (p % stride) * stride + (q % stride);
      const before = sums.get(phase);
      sums.set(phase, before ? (add(before, placed) as Tensor4D) : placed);
    }
  }
  const untouched = () => zerosLike(sums.get(0)!);
  const whole = interleaved(
    upTo(stride ** 2).map((phase) => sums.get(phase) ?? untouched()),
    stride,
  );
  return cut(whole, padding, padding, height, width);
}

/**
 * The largest value of every window, differentiable in x: the gradient goes to the first largest.
 *
 * @param x [N, H, W, C]
 * @returns [N, ⌊(H + 2·padding − size) / stride⌋ + 1, …, C]
 * @throws UsageError when the options are no whole numbers, or a window would hold padding alone
 */
export function maxPool2d(x: Tensor4D, options: PoolOptions): Tensor4D {
  const { size, stride = options.size, padding = 0 } = options;
  checkRank('maxPool2d', 'x', x, '[N, H, W, C]');
  checkWhole('maxPool2d', 'size', size, 1);
  checkWhole('maxPool2d', 'stride', stride, 1);
  checkWhole('maxPool2d', 'padding', padding, 0);
  if (padding > size / 2) {
    throw new UsageError('maxPool2d: padding must be at most half of size', {
      expected: `at most ${Math.floor(size / 2)}`,
      got: String(padding),
    });
  }
  if (Math.min(x.shape[1], x.shape[2]) + 2 * padding < size) {
    throw new UsageError('maxPool2d: the window is larger than the padded image', {
      expected: `at least ${size}×${size}`,
      got: `${x.shape[1] + 2 * padding}×${x.shape[2] + 2 * padding}`,
    });
  }
  const window = { size, stride, padding };
  return differentiable(
    { x },
    (save) => {
      const native = nativeBackend();
      if (native) {
        const { y, saved } = nativeMaxPool(native, x, window);
        save(saved);
        return y;
      }
      const attributes = {
        filterSize: [size, size],
        strides: [stride, stride],
        pad: padding,
        dimRoundingMode: 'floor' as const,
      };
      const largest = (image: Tensor4D) =>
        engine().runKernel('MaxPool', { x: image }, attributes) as Tensor4D;
      const y = keepNaN(largest(x), x, largest);
      save([x, y]);
      return y;
    },
    (dy, saved) => ({
      x: () => {
        const native = nativeBackend();
        if (native) return nativeMaxPoolGradient(native, dy, saved, x.shape, window);
        const [savedX, savedY] = saved as [Tensor4D, Tensor4D];
        return tidy(() => portableGradient(dy, savedX, savedY, window));
      },
    }),
    { name: 'maxPool2d', attributes: window },
  );
}
