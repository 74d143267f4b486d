import { cutUp, layEndToEnd } from '@ftn/ops';
import {
  keep,
  mul,
  type Scalar,
  sum,
  type Tensor,
  type Tensor1D,
  tidy,
  type Variable,
  zeros,
} from '@tensorflow/tfjs-core';
import type { OptimizerRule, Slots } from './optimizer-rule.js';

/** A step that is computed but not yet taken. */
interface Proposal {
  readonly parts: readonly Tensor[];
  readonly slots: Slots;
  /** The sum of all new values: finite only where every one of them is. */
  readonly sum: Scalar;
}

/**
 * One optimizer over all variables of a parameter group, laid end to end in one vector: a step costs a
 * dozen operations however many layers there are.
 */
export class GroupOptimizer implements Disposable {
  readonly variables: readonly Variable[];
  readonly #rule: OptimizerRule;
  #slots: Slots;
  #step = 0;
  #proposal: Proposal | null = null;

  constructor(variables: readonly Variable[], rule: OptimizerRule) {
    this.variables = variables;
    this.#rule = rule;
    const length = variables.reduce((n, variable) => n + variable.size, 0);
    this.#slots = Object.fromEntries(rule.slots.map((name) => [name, keep(zeros([length]) as Tensor1D)]));
  }

  /** Steps taken. */
  get step(): number {
    return this.#step;
  }

  get slots(): Slots {
    return this.#slots;
  }

  /**
   * Computes where every variable would go by its gradient, found by variable name (none counts as zero) and multiplied
   * by `scale`, at the given rate. `commit` goes there, `discard` does not.
   */
  propose(gradients: ReadonlyMap<string, Tensor>, rate: number, scale = 1): void {
    const { variables } = this;
    this.#proposal = tidy(() => {
      const gradient = layEndToEnd(variables.map(({ name, size }) => gradients.get(name) ?? zeros([size])));
      const result = this.#rule.update({
        values: layEndToEnd(variables),
        gradient: scale === 1 ? gradient : mul(gradient, scale),
        slots: this.#slots,
        step: this.#step + 1,
        rate,
      });
      return {
        parts: cutUp(result.values, variables),
        slots: result.slots,
        sum: sum(result.values) as Scalar,
      };
    }) as unknown as Proposal;
  }

  /** The variables whose proposed values are not all finite numbers. */
  nonFiniteProposals(): Variable[] {
    // One number to fetch in the usual case; huge finite values may overflow it, so that it can only clear.
    if (Number.isFinite(this.#proposal!.sum.dataSync()[0])) return [];
    return this.variables.filter((_, i) => !this.#proposal!.parts[i]!.dataSync().every(Number.isFinite));
  }

  commit(): void {
    const { parts, slots, sum } = this.#proposal!;
    this.#proposal = null;
    this.#step++;
    sum.dispose();
    parts.forEach((part, i) => {
      this.variables[i]!.assign(part);
      part.dispose();
    });
    this.#replaceSlots(slots);
  }

  /** Leaves variables and slots as they are. */
  discard(): void {
    const { parts, slots, sum } = this.#proposal!;
    this.#proposal = null;
    for (const tensor of [sum, ...parts, ...Object.values(slots)]) tensor.dispose();
  }

  /** Continues from a saved state; `slots` are copied. */
  restore(step: number, slots: Readonly<Record<string, Tensor>>): void {
    this.#step = step;
    this.#replaceSlots(
      Object.fromEntries(this.#rule.slots.map((name) => [name, slots[name]!.clone() as Tensor1D])),
    );
  }

  dispose(): void {
    this.#replaceSlots({});
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #replaceSlots(next: Slots): void {
    for (const slot of Object.values(this.#slots)) slot.dispose();
    for (const slot of Object.values(next)) keep(slot);
    this.#slots = next;
  }
}
