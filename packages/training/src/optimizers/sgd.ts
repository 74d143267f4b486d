import { momentumStep } from '@ftn/ops';
import { add, mul, sub, type Tensor1D } from '@tensorflow/tfjs-core';
import type { OptimizerRule } from './optimizer-rule.js';

/** Options of stochastic gradient descent. */
export interface SgdOptions {
  /** Default 0. */
  readonly momentum?: number;
  /** L2 decay added to the gradient; default 0. */
  readonly decay?: number;
  /** Default false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent in PyTorch's form: g ← g + decay·w; v ← momentum·v + g;
 * w ← w − rate·v (with Nesterov: w − rate·(g + momentum·v)).
 */
export function sgd(options: SgdOptions = {}): OptimizerRule {
  const { momentum = 0, decay = 0, nesterov = false } = options;
  return {
    slots: momentum > 0 ? ['velocity'] : [],
    update({ values, gradient, slots, rate }) {
      if (momentum > 0) {
        const input = { values, gradient, velocity: slots.velocity! };
        const result = momentumStep(input, { decay, momentum, rate, nesterov });
        return { values: result.values, slots: { velocity: result.velocity } };
      }
      const g = decay > 0 ? add(gradient, mul(values, decay)) : gradient;
      return { values: sub(values, mul(g, rate)) as Tensor1D, slots: {} };
    },
  };
}
