import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { ParameterGroup, ParameterMap, StoredLayer } from './parametrization.js';

/** What becomes of one residual block in a forward pass: `branch()` = relu(skip + F(x)). */
export interface BlockGate {
  apply(skip: Tensor4D, branch: () => Tensor4D): Tensor4D;
}

/** Two numbers added to a block's logits before the softmax: a sample of the Gumbel distribution each. */
export type PolicyNoise = readonly [select: number, skip: number];

/** Unnormalised log probabilities of computing a block and of skipping it. */
export type PolicyLogitPair = readonly [select: number, skip: number];

/** What a domain decides on one residual block: to compute it, or to skip it. */
export interface BlockPolicy {
  readonly group: ParameterGroup;
  /** What the optimizer moves; empty once the policy is decided. */
  readonly trainable: ParameterMap;
  readonly logits: PolicyLogitPair;
  /** Probability of selecting the block, by its logits. */
  readonly probability: number;
  /** Whether evaluation computes the block: what was decided or, before that, what is likelier. */
  readonly selected: boolean;
  /** Takes over logits that were learned elsewhere. */
  adopt(logits: PolicyLogitPair): void;
  /** Fixes the policy: training and evaluation do the same from now on. */
  decide(selected: boolean): void;
  /** How the block runs: in training, while nothing is decided, as a mixture by the probabilities. */
  gate(mode: 'train' | 'eval'): BlockGate;
  /** A relaxed sample: selecting and skipping mixed by softmax((logits + noise) / temperature). */
  sample(noise: PolicyNoise, temperature: number): BlockGate;
  stored(): StoredLayer;
  dispose(): void;
}

/** What a method makes of one residual block. */
export interface BlockPlan {
  create(): BlockPolicy;
  /**
   * The policy a file kept.
   * @throws MismatchError where a name or a shape does not fit
   */
  restore(stored: StoredLayer): BlockPolicy;
}
