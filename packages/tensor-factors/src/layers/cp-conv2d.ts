import { UsageError } from '@ftn/errors';
import { type ConvOptions, conv2d, conv2dInputGradient, differentiable } from '@ftn/ops';
import { type Tensor, type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { CpFactors } from '../cp/factors.js';
import { type FactorGradients, factoredGradients, fullGradients, isFactoredCheaper } from './cp-gradients.js';
import { addByKernel, factorKernels, isApartCheaper } from './cp-kernels.js';
import { cpMerge } from './cp-merge.js';

/** @throws UsageError unless the factors are those of a kernel of base's shape */
function checkFactors(base: Tensor4D, factors: CpFactors): void {
  const [height, width, input, output] = base.shape;
  const rank = factors.a.shape[1];
  const expected = { a: input, b: output, s: height * width };
  for (const [name, rows] of Object.entries(expected)) {
    const { shape } = factors[name as keyof CpFactors];
    if (shape.length === 2 && shape[0] === rows && shape[1] === rank) continue;
    throw new UsageError(`cpConv2d: the factor ${name} does not fit the kernel [${base.shape.join(', ')}]`, {
      expected: `[${rows}, ${rank}]`,
      got: `[${shape.join(', ')}]`,
    });
  }
}

/**
 * y = x ∗ (W + ΔW) with ΔW[p, q, i, o] = Σ_r s[(p, q), r] · a[i, r] · b[o, r], differentiable in x and the factors,
 * never in the base W.
 *
 * The kernel is materialised once, for y and ∂L/∂x, unless the factors cost less beside it. ∂L/∂W is formed only where that
 * is cheaper than the factors' gradients from R-channel images (large R, or 1×1 kernels).
 *
 * @param x [N, H, W, C_in]
 * @param base W, [K_h, K_w, C_in, C_out]
 * @throws UsageError when the shapes do not fit
 */
export function cpConv2d(
  x: Tensor4D,
  base: Tensor4D,
  factors: CpFactors,
  options: ConvOptions = {},
): Tensor4D {
  checkFactors(base, factors);
  const { a, b, s } = factors;
  const geometry = { kernel: base.shape, options };
  const apart = isApartCheaper(x, base.shape, a.shape[1], options) ? factorKernels(options) : undefined;
  return differentiable(
    { x, a, b, s },
    (save) => {
      if (apart) {
        save([x, a, b, s]);
        return tidy(() => {
          const y = conv2d(x, base, options);
          return addByKernel(apart, [y, x], factors, { ...geometry, gradient: false });
        });
      }
      const kernel = cpMerge(base, factors);
      save([x, a, b, s, kernel]);
      return conv2d(x, kernel, options);
    },
    (dy, saved, wanted) => {
      const [savedX, ...rest] = saved as [Tensor4D, ...Tensor[]];
      const [savedA, savedB, savedS, kernel] = rest as [Tensor2D, Tensor2D, Tensor2D, Tensor4D?];
      const own = { a: savedA, b: savedB, s: savedS };
      const layer = { x: savedX, dy, ...own, ...geometry };
      let gradients: Partial<FactorGradients> = {};
      if (wanted('a') || wanted('b') || wanted('s')) {
        const compute = isFactoredCheaper(layer) ? factoredGradients : fullGradients;
        gradients = tidy(() => ({ ...compute(layer) }));
      }
      const inputGradient = () => {
        const dx = conv2dInputGradient(dy, kernel ?? base, savedX.shape, options);
        return apart ? addByKernel(apart, [dx, dy], own, { ...geometry, gradient: true }) : dx;
      };
      return {
        x: () => tidy(inputGradient),
        a: () => gradients.a as Tensor,
        b: () => gradients.b as Tensor,
        s: () => gradients.s as Tensor,
      };
    },
  );
}
