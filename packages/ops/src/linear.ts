import { UsageError } from '@ftn/errors';
import { add, sum, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { differentiable } from './autodiff/differentiable.js';
import { checkRank, checkVector } from './check.js';
import { matMul2d } from './mat-mul2d.js';

/**
 * x · weightᵀ + bias, differentiable in all three.
 *
 * @param x [N, in]
 * @param weight [out, in], PyTorch's layout
 * @param bias [out]
 * @throws UsageError when the shapes do not fit
 */
export function linear(x: Tensor2D, weight: Tensor2D, bias?: Tensor1D): Tensor2D {
  checkRank('linear', 'x', x, '[N, in]');
  checkRank('linear', 'weight', weight, '[out, in]');
  if (x.shape[1] !== weight.shape[1]) {
    throw new UsageError('linear: x and weight differ in the number of inputs', {
      expected: `x [N, ${weight.shape[1]}], as weight [${weight.shape.join(', ')}]`,
      got: `x [${x.shape.join(', ')}]`,
    });
  }
  if (bias) checkVector('linear', 'bias', bias, weight.shape[0]);
  return differentiable<Tensor>(
    bias ? { x, weight, bias } : { x, weight },
    (save) => {
      save([x, weight]);
      const product = matMul2d(x, weight, { transposeB: true });
      return bias ? add(product, bias) : product;
    },
    (dy, [savedX, savedWeight]) => ({
      x: () => matMul2d(dy as Tensor2D, savedWeight as Tensor2D),
      weight: () => matMul2d(dy as Tensor2D, savedX as Tensor2D, { transposeA: true }),
      bias: () => sum(dy, 0),
    }),
    { name: 'linear' },
  ) as Tensor2D;
}
