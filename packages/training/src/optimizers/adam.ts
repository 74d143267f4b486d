import { adamStep } from '@ftn/ops';
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
  return adamRule(options, () => 1);
}

/** Adam whose parameters are multiplied by `shrink(rate)` first. */
export function adamRule(options: AdamOptions, shrink: (rate: number) => number): OptimizerRule {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decay = 0 } = options;
  return {
    slots: ['first', 'second'],
    update({ values, gradient, slots, step, rate }) {
      const result = adamStep(
        { values, gradient, first: slots.first!, second: slots.second! },
        {
          decay,
          beta1,
          beta2,
          epsilon,
          size: rate / (1 - beta1 ** step),
          scale: 1 / Math.sqrt(1 - beta2 ** step),
          shrink: shrink(rate),
        },
      );
      return { values: result.values, slots: { first: result.first, second: result.second } };
    },
  };
}
