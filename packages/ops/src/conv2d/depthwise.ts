import { UsageError } from '@ftn/errors';
import { engine, mul, pad, reshape, stack, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { channelSums } from '../channel-sums.js';
import { checkShape } from '../check.js';
import { nativeBackend } from '../native-backend.js';
import { meanOfBlocks, repeatPixels } from '../pool/blocks.js';
import { type ConvGeometry, type ConvOptions, convGeometry } from './geometry.js';
import { turned } from './gradient-by-phases.js';
import { apart } from './interleave.js';
import {
  depthwiseOperations,
  nativeFilterGradient,
  nativeForward,
  nativeGradientsTake,
  nativeInputGradient,
} from './native.js';
import { inputMargins, spread, withMargins } from './spread.js';
import { enlarged } from './upsampled.js';

/** Batch, height, width and channels; or height, width, channels and multiplier of a filter. */
export type Shape4D = readonly [number, number, number, number];

function geometry(
  operation: string,
  x: readonly number[],
  filter: readonly number[],
  options: ConvOptions,
): ConvGeometry {
  const g = convGeometry(operation, options.upsample === 2 ? enlarged(x) : x, filter, options, true);
  if (g.filter[3] !== 1) {
    throw new UsageError(`${operation}: a depthwise filter has one output per channel`, {
      expected: 'filter [K_h, K_w, C, 1]',
      got: `[${filter.join(', ')}]`,
    });
  }
  return g;
}

function forward(x: Tensor4D, filter: Tensor4D, g: ConvGeometry): Tensor4D {
  const native = nativeBackend();
  if (native) return nativeForward(native, depthwiseOperations, x, filter, g);
  const { stride, padding: p, dilation } = g;
  return engine().runKernel(
    'DepthwiseConv2dNative',
    { x, filter },
    {
      strides: [stride, stride],
      pad:
        p === 0
          ? 'valid'
          : [
              [0, 0],
              [p, p],
              [p, p],
              [0, 0],
            ],
      // WebGPU's kernel refuses a convolution that does not say so; the others take it for granted.
      dataFormat: 'NHWC',
      dilations: [dilation, dilation],
    },
  ) as Tensor4D;
}

/**
 * Every channel convolved with its own filter, y[n, h, w, c] = Σ_{p, q} x[n, s·h + d·p − pad, s·w + d·q − pad, c] ·
 * filter[p, q, c, 0]; not itself differentiable.
 *
 * @param x [N, H, W, C]
 * @param filter [K_h, K_w, C, 1]
 * @throws UsageError when the shapes do not fit
 */
export function depthwiseConv2d(x: Tensor4D, filter: Tensor4D, options: ConvOptions = {}): Tensor4D {
  const g = geometry('depthwiseConv2d', x.shape, filter.shape, options);
  return tidy(() => forward(options.upsample === 2 ? repeatPixels(x, 2) : x, filter, g));
}

/** ∂L/∂x of `depthwiseConv2d` from dy = ∂L/∂y. */
export function depthwiseConv2dInputGradient(
  dy: Tensor4D,
  filter: Tensor4D,
  inputShape: Shape4D,
  options: ConvOptions = {},
): Tensor4D {
  const g = geometry('depthwiseConv2dInputGradient', inputShape, filter.shape, options);
  checkShape('depthwiseConv2dInputGradient', 'dy', dy.shape, g.y);
  return tidy(() => {
    const dx = inputGradient(dy, filter, g);
    return options.upsample === 2 ? mul(meanOfBlocks(dx, 2), 4) : dx;
  });
}

function inputGradient(dy: Tensor4D, filter: Tensor4D, g: ConvGeometry): Tensor4D {
  const native = nativeBackend();
  if (native && nativeGradientsTake(native, depthwiseOperations, g))
    return nativeInputGradient(native, depthwiseOperations, dy, filter, g);
  const spaced = withMargins(spread(dy, g.stride), inputMargins(g));
  const steps = { stride: 1, padding: 0, dilation: g.dilation };
  return forward(spaced, turned(filter), { ...g, ...steps });
}

/** ∂L/∂filter of `depthwiseConv2d` from dy = ∂L/∂y. */
export function depthwiseConv2dFilterGradient(
  x: Tensor4D,
  dy: Tensor4D,
  filterShape: Shape4D,
  options: ConvOptions = {},
): Tensor4D {
  const g = geometry('depthwiseConv2dFilterGradient', x.shape, filterShape, options);
  checkShape('depthwiseConv2dFilterGradient', 'dy', dy.shape, g.y);
  const native = nativeBackend();
  return tidy(() => {
    const image = options.upsample === 2 ? repeatPixels(x, 2) : x;
    if (native && nativeGradientsTake(native, depthwiseOperations, g)) {
      return nativeFilterGradient(native, depthwiseOperations, image, dy, g);
    }
    const { stride: s, padding, dilation: d } = g;
    const [rows, columns, channels] = g.filter;
    const [, h, w] = g.y;
    const around: [number, number] = [padding, padding];
    const padded = padding === 0 ? image : pad(image, [[0, 0], around, around, [0, 0]]);
    const seen = apart(padded as Tensor4D, s);
    const taps = Array.from({ length: rows * columns }, (_, tap) => {
      const top = d * Math.floor(tap / columns);
      const left = d * (tap % columns);
      return channelSums(mul(seen(top, left, [h, w]), dy));
    });
    return reshape(stack(taps), [rows, columns, channels, 1]) as Tensor4D;
  });
}
