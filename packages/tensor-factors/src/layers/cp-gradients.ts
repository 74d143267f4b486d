import {
  type ConvOptions,
  conv2dFilterGradient,
  depthwiseConv2d,
  depthwiseConv2dFilterGradient,
  depthwiseConv2dInputGradient,
  filterGradientProducts,
  kernelBackend,
  matMul2d,
} from '@ftn/ops';
import {
  mul,
  reshape,
  sum,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';
import { khatriRao } from '../cp/cp.js';
import { factorGradientsByKernel, factorKernels, projectByKernel } from './cp-kernels.js';

/** What the gradients of one layer's factors are computed from. */
export interface CpLayer {
  /** [N, H, W, C_in] */
  readonly x: Tensor4D;
  /** ∂L/∂y, [N, H', W', C_out] */
  readonly dy: Tensor4D;
  readonly a: Tensor2D;
  readonly b: Tensor2D;
  readonly s: Tensor2D;
  /** [K_h, K_w, C_in, C_out] */
  readonly kernel: readonly [number, number, number, number];
  readonly options: ConvOptions;
}

/** The gradients of the CP factors of a layer. */
export interface FactorGradients {
  readonly a: Tensor2D;
  readonly b: Tensor2D;
  readonly s: Tensor2D;
}

// What the two ways were measured to cost, in the multiplications of a filter gradient (native engine, 2 cores): products with
// R columns run slower than a convolution does, unless kernels do them, and each reads x and dy twice over however small R is, the
// kernels little more than once.
const costs = {
  products: { product: 1.7, reading: 26, tap: () => 1.7, sampling: 0 },
  // A filter gradient of a 1×1 kernel with a stride first takes its pixels out of x.
  kernels: { product: 0.85, reading: 8, tap: tapCost, sampling: 70 },
};

/** Bytes of an R-channel image that a core's own cache holds beside what else it works on. */
const cached = 900_000;

/** A product of the depthwise convolutions: a number at a time of a single one, else by vectors; dear where images leave the cache. */
function tapCost(rank: number, pixels: number): number {
  if (rank === 1) return 20;
  return 4 * rank * pixels <= cached ? 1.4 : 10;
}

/** Whether the factors' gradients cost less through R-channel images than through ∂L/∂W. */
export function isFactoredCheaper({ x, dy, a, kernel, options }: Omit<CpLayer, 'b' | 's'>): boolean {
  const [height, width, input, output] = kernel;
  const { stride = 1 } = options;
  const kernels = factorKernels(options);
  const cost = kernels ? costs.kernels : costs.products;
  const taps = height * width;
  const [, rank] = a.shape;
  const inputPixels = x.shape[1] * x.shape[2];
  const outputPixels = dy.shape[1] * dy.shape[2];
  const samples = taps === 1 && stride > 1;
  // The kernels look at those pixels alone that such a kernel sees.
  const seen = samples && kernels ? outputPixels : inputPixels;
  const channels = 2 * (input * seen + output * outputPixels);
  const products = rank * (cost.product * channels + cost.tap(rank, inputPixels) * 3 * taps * outputPixels);
  const filterGradient = filterGradientProducts(x.shape, kernel, options);
  const sampled = samples ? cost.sampling * input * inputPixels : 0;
  return products + cost.reading * channels < filterGradient + sampled;
}

const flat = (t: Tensor4D): Tensor2D => reshape(t, [t.size / t.shape[3], t.shape[3]]);

/**
 * Without ∂L/∂W: y gains z·bᵀ with u = x·a and z = u convolved channel by channel with s, hence dz = dy·b,
 * db = dyᵀz, ds from (u, dz), du = dz turned back through s, da = xᵀdu.
 */
export function factoredGradients(layer: CpLayer): FactorGradients {
  const native = factorKernels(layer.options);
  return native
    ? factorGradientsByKernel(native, [layer.x, layer.dy], layer, layer)
    : gradientsInProducts(layer);
}

function gradientsInProducts({ x, dy, a, b, s, kernel, options }: CpLayer): FactorGradients {
  const [height, width] = kernel;
  const [, rank] = a.shape;
  const [n, h, w] = x.shape;
  const [, outH, outW] = dy.shape;
  const filter = reshape(s, [height, width, rank, 1]) as Tensor4D;
  const u = reshape(matMul2d(flat(x), a), [n, h, w, rank]) as Tensor4D;
  const z = depthwiseConv2d(u, filter, options);
  const dz = reshape(matMul2d(flat(dy), b), [n, outH, outW, rank]) as Tensor4D;
  const ds = depthwiseConv2dFilterGradient(u, dz, filter.shape, options);
  const du = depthwiseConv2dInputGradient(dz, filter, u.shape, options);
  // The small side first: [R, pixels] · [pixels, C] is several times faster than its transpose.
  return {
    a: transpose(matMul2d(flat(du), flat(x), { transposeA: true })),
    b: transpose(matMul2d(flat(z), flat(dy), { transposeA: true })),
    s: reshape(ds, [height * width, rank]),
  };
}

/** Through G = ∂L/∂W. */
export function fullGradients({ x, dy, kernel, options, ...factors }: CpLayer): FactorGradients {
  return kernelGradients(conv2dFilterGradient(x, dy, kernel, options), factors);
}

/** From G = ∂L/∂W: da = Σ_k s·(G·b), ds = Σ_i a·(G·b), db = Gᵀ·(s ⊙ a). */
export function kernelGradients(gradient: Tensor4D, factors: FactorGradients): FactorGradients {
  const native = kernelBackend();
  if (native) return projectByKernel(native, gradient, factors);
  const { a, b, s } = factors;
  const [height, width, input, output] = gradient.shape;
  const taps = height * width;
  const [, rank] = a.shape;
  const g = reshape(gradient, [taps * input, output]) as Tensor2D;
  const gb = reshape(matMul2d(g, b), [taps, input, rank]) as Tensor3D;
  return {
    a: sum(mul(gb, reshape(s, [taps, 1, rank])), 0) as Tensor2D,
    b: matMul2d(g, khatriRao(s, a), { transposeA: true }),
    s: sum(mul(gb, reshape(a, [1, input, rank])), 1) as Tensor2D,
  };
}
