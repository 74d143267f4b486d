import { differentiable, kernelBackend, matMul2d } from '@ftn/ops';
import { add, reshape, type Tensor, type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { khatriRao } from '../cp/cp.js';
import type { CpFactors } from '../cp/factors.js';
import { kernelGradients } from './cp-gradients.js';
import { mergeByKernel } from './cp-kernels.js';

/** W + ΔW, the kernel a domain runs with, HWIO; differentiable in the factors, never in the base W. */
export function cpMerge(base: Tensor4D, factors: CpFactors): Tensor4D {
  const { a, b, s } = factors;
  return differentiable(
    { a, b, s },
    (save) => {
      save([a, b, s]);
      const native = kernelBackend();
      if (native) return mergeByKernel(native, base, factors);
      return tidy(() => add(base, reshape(matMul2d(khatriRao(s, a), b, { transposeB: true }), base.shape)));
    },
    (dy, saved) => {
      const [savedA, savedB, savedS] = saved as [Tensor2D, Tensor2D, Tensor2D];
      const gradients = tidy(() => ({ ...kernelGradients(dy, { a: savedA, b: savedB, s: savedS }) }));
      return {
        a: () => gradients.a as Tensor,
        b: () => gradients.b as Tensor,
        s: () => gradients.s as Tensor,
      };
    },
  );
}
