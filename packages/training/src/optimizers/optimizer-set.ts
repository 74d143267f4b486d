import type { Parameter } from '@ftn/adapters';
import { UsageError } from '@ftn/errors';
import type { ParameterGroup } from '@ftn/tensor-factors';
import type { Tensor } from '@tensorflow/tfjs-core';
import { clippingFactor, gradientNorm } from './gradient-norm.js';
import { GroupOptimizer } from './group-optimizer.js';
import { createRule, type OptimizerConfig } from './optimizer-config.js';

/** An optimizer for each parameter group; `default` serves the groups that are not named. */
export type OptimizerConfigs = {
  readonly [group in ParameterGroup]?: OptimizerConfig | undefined;
} & { readonly default: OptimizerConfig };

/** What an optimizer set does to all its gradients before its rules see them. */
export interface OptimizerSetOptions {
  /** The norm of all gradients together that a step is scaled down to where they exceed it; default none. */
  readonly maxGradNorm?: number | undefined;
}

interface Group {
  readonly name: string;
  readonly rate: number;
  /** By the variables' own names, for messages. */
  readonly names: ReadonlyMap<string, string>;
  readonly optimizer: GroupOptimizer;
}

/** What an optimizer set keeps between steps, by `group/slot`. */
export interface OptimizerState {
  readonly steps: Readonly<Record<string, number>>;
  readonly slots: ReadonlyMap<string, Tensor>;
}

/** All optimizers of one domain: Adam for the factors, SGD for the rest, each with its own rate and decay. */
export class OptimizerSet implements Disposable {
  readonly #groups: readonly Group[];

  readonly #maxGradNorm: number | undefined;

  constructor(
    parameters: readonly Parameter[],
    configs: OptimizerConfigs,
    { maxGradNorm }: OptimizerSetOptions = {},
  ) {
    this.#maxGradNorm = maxGradNorm;
    const named = new Map<string, Parameter[]>();
    for (const parameter of parameters) {
      const name = configs[parameter.group] ? parameter.group : 'default';
      named.set(name, [...(named.get(name) ?? []), parameter]);
    }
    this.#groups = [...named].map(([name, members]) => {
      const config = configs[name as ParameterGroup | 'default']!;
      const variables = members.map((member) => member.variable);
      const names = new Map(members.map((member) => [member.variable.name, member.name]));
      return { name, rate: config.rate, names, optimizer: new GroupOptimizer(variables, createRule(config)) };
    });
  }

  /**
   * Moves every parameter; `factor` is the schedule's, multiplied onto each group's rate. Where a value would
   * not be finite, nothing moves, and the names of the parameters concerned come back.
   */
  apply(gradients: ReadonlyMap<string, Tensor>, factor: number): string[] {
    const bad = this.propose(gradients, factor);
    if (bad.length === 0) this.commit();
    else this.discard();
    return bad;
  }

  /** Computes where every parameter would go, and names those that would not be finite; `commit` goes there. */
  propose(gradients: ReadonlyMap<string, Tensor>, factor: number): string[] {
    const scale = this.#scale(gradients);
    for (const { rate, optimizer } of this.#groups) optimizer.propose(gradients, rate * factor, scale);
    return this.#groups.flatMap(({ names, optimizer }) =>
      optimizer.nonFiniteProposals().map((variable) => names.get(variable.name)!),
    );
  }

  commit(): void {
    for (const { optimizer } of this.#groups) optimizer.commit();
  }

  /** Leaves everything as it is. */
  discard(): void {
    for (const { optimizer } of this.#groups) optimizer.discard();
  }

  /** Rates at the given schedule factor, by group. */
  rates(factor: number): Record<string, number> {
    return Object.fromEntries(this.#groups.map(({ name, rate }) => [name, rate * factor]));
  }

  state(): OptimizerState {
    const slots = new Map<string, Tensor>();
    for (const { name, optimizer } of this.#groups) {
      for (const [slot, tensor] of Object.entries(optimizer.slots)) slots.set(`${name}/${slot}`, tensor);
    }
    const steps = Object.fromEntries(this.#groups.map(({ name, optimizer }) => [name, optimizer.step]));
    return { steps, slots };
  }

  /**
   * Continues from a saved state, whose tensors are copied.
   * @throws UsageError where it belongs to other optimizers
   */
  restore(state: OptimizerState): void {
    for (const { name, optimizer } of this.#groups) {
      const slots = Object.entries(optimizer.slots).map(([slot, current]) => {
        const saved = state.slots.get(`${name}/${slot}`);
        if (saved?.size === current.size) return [slot, saved] as const;
        throw new UsageError(`the saved state does not fit the optimizer of '${name}'`, {
          expected: `${slot} of ${current.size} numbers`,
          got: saved ? `${saved.size}` : 'none',
          hint: 'Resume with the settings the run was started with.',
        });
      });
      optimizer.restore(state.steps[name] ?? 0, Object.fromEntries(slots));
    }
  }

  dispose(): void {
    for (const { optimizer } of this.#groups) optimizer.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** What the gradients of this set's own parameters are multiplied by; 1 where nothing is clipped. */
  #scale(gradients: ReadonlyMap<string, Tensor>): number {
    if (this.#maxGradNorm === undefined) return 1;
    const variables = this.#groups.flatMap(({ optimizer }) => optimizer.variables);
    return clippingFactor(gradientNorm(variables, gradients), this.#maxGradNorm);
  }
}
