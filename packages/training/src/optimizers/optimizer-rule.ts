import type { Tensor1D } from '@tensorflow/tfjs-core';

/** What an optimizer keeps between steps, by name; each as long as the parameters. */
export type Slots = Readonly<Record<string, Tensor1D>>;

/** A step of an optimizer, as its rule is given it. */
export interface RuleInput {
  readonly values: Tensor1D;
  readonly gradient: Tensor1D;
  readonly slots: Slots;
  /** The step being taken, from 1. */
  readonly step: number;
  readonly rate: number;
}

/** One optimizer as a pure update of a vector of parameters; called inside `tidy`. */
export interface OptimizerRule {
  readonly slots: readonly string[];
  update(input: RuleInput): { readonly values: Tensor1D; readonly slots: Slots };
}
