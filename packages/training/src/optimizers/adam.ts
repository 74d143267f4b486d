import { add, div, mul, sqrt, square, sub, type Tensor1D } from '@tensorflow/tfjs-core';
import type { OptimizerRule } from './optimizer-rule.js';

/** Options of Adam. */
export interface AdamOptions {
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
  /** L2 decay added to the gradient; default 0. */
  readonly decay?: number;
}

/**
 * Adam in PyTorch's form: m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²;
 * w ← w − rate/(1−β₁ᵗ) · m / (√v / √(1−β₂ᵗ) + ε).
 * The corrections come from the step number, never from a running product, so that a resumed run is exact.
 */
export function adam(options: AdamOptions = {}): OptimizerRule {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decay = 0 } = options;
  return {
    slots: ['first', 'second'],
    update({ values, gradient, slots, step, rate }) {
      const g = decay > 0 ? add(gradient, mul(values, decay)) : gradient;
      const first = add(mul(slots.first!, beta1), mul(g, 1 - beta1)) as Tensor1D;
      const second = add(mul(slots.second!, beta2), mul(square(g), 1 - beta2)) as Tensor1D;
      const size = rate / (1 - beta1 ** step);
      const scale = 1 / Math.sqrt(1 - beta2 ** step);
      const direction = div(first, add(mul(sqrt(second), scale), epsilon));
      return { values: sub(values, mul(direction, size)) as Tensor1D, slots: { first, second } };
    },
  };
}
