import { eye, matMul, mul, reshape, sub, type Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';

/**
 * The gradient of soft orthogonal regularisation, 2·(M·Mᵀ ∘ (1 − I))·M with M the weight as outputs × inputs: rows are
 * pushed apart, their lengths left free (Brock et al., 2019).
 *
 * @param weight [out, in], or a kernel [K_h, K_w, in, out]
 */
export function orthogonalGradient(weight: Tensor): Tensor {
  return tidy(() => {
    const kernel = weight.rank === 4;
    const count = kernel ? weight.shape[3]! : weight.shape[0]!;
    const shape: [number, number] = kernel ? [weight.size / count, count] : [count, weight.size / count];
    const m = reshape(weight, shape) as Tensor2D;
    const products = mul(matMul(m, m, kernel, !kernel), sub(2, mul(eye(count), 2)));
    return reshape(kernel ? matMul(m, products) : matMul(products, m), weight.shape);
  });
}
