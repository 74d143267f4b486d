import { type AdamOptions, adamRule } from './adam.js';
import type { OptimizerRule } from './optimizer-rule.js';

/** Options of AdamW. */
export interface AdamWOptions extends Omit<AdamOptions, 'decay'> {
  /** The share of the rate by which every parameter shrinks in a step; default 0.01. */
  readonly decay?: number;
}

/**
 * Adam with decoupled weight decay in PyTorch's form: w ← (1 − rate·decay)·w, then Adam's step by the gradient alone, so
 * that the decay is not divided by the gradient's size (Loshchilov and Hutter, 2019).
 */
export function adamw({ decay = 0.01, ...options }: AdamWOptions = {}): OptimizerRule {
  return adamRule(options, (rate) => 1 - rate * decay);
}
