import {
  engine,
  getBackend,
  mean,
  mul,
  reshape,
  sum,
  type Tensor1D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { hasFiniteSum } from './finite.js';

const axes = [0, 1, 2];

/** Means of blocks of H × W; WebAssembly's pool makes −∞ of NaN. */
const pooled = (x: Tensor4D, height: number, width: number) =>
  engine().runKernel(
    'AvgPool',
    { x },
    { filterSize: [height, width], strides: [height, width], pad: 'valid' },
  ) as Tensor4D;

/**
 * Means by pooling, of each row first: WebAssembly's kernel of sums goes number by number, that of pools many channels at
 * once, and sums of sums lose fewer digits. Undefined on other engines, and where a mean is not finite, which it does not tell as NaN.
 */
function meansByPooling(x: Tensor4D): Tensor1D | undefined {
  if (getBackend() !== 'wasm') return undefined;
  const [n, h, w, c] = x.shape;
  const means = tidy(() => reshape(pooled(pooled(reshape(x, [1, n * h, w, c]), 1, w), n * h, 1), [c]));
  if (hasFiniteSum(means)) return means as Tensor1D;
  means.dispose();
  return undefined;
}

/** The mean over images, rows and columns of [N, H, W, C] → [C]; not itself differentiable. */
export function channelMeans(x: Tensor4D): Tensor1D {
  return meansByPooling(x) ?? mean(x, axes);
}

/** The sum over images, rows and columns of [N, H, W, C] → [C]; not itself differentiable. */
export function channelSums(x: Tensor4D): Tensor1D {
  const [n, h, w] = x.shape;
  return tidy(() => {
    const means = meansByPooling(x);
    return means ? mul(means, n * h * w) : sum(x, axes);
  });
}
