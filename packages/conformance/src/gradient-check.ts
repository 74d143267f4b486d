import type { Parameter } from '@ftn/adapters';
import { valueAndGradients } from '@ftn/ops';
import type { ParameterGroup } from '@ftn/tensor-factors';
import { dispose, type Scalar, tensor, tidy } from '@tensorflow/tfjs-core';
import type { LawDomain } from './law-subject.js';

/** A slope as backpropagation and as the loss itself say it. */
export interface Slope {
  /** `factors/b`, `batch-norm/weight` … and whether all its scalars moved or the five of the largest gradient. */
  readonly along: string;
  readonly gradient: number;
  readonly difference: number;
}

/** A domain with what it is to learn. */
interface Learning {
  readonly domain: LawDomain;
  /** Every term of it, differentiable. */
  readonly loss: () => Scalar;
  /** Groups whose gradient is no slope. */
  readonly except?: readonly ParameterGroup[] | undefined;
}

const lossOf = ({ loss }: Learning): number => tidy(loss).dataSync()[0]!;

function gradientsOf(learning: Learning, parameters: readonly Parameter[]): Map<string, Float32Array> {
  const result = valueAndGradients(
    () => ({ loss: learning.loss() }),
    parameters.map((p) => p.variable),
  );
  const gradients = parameters.map(({ name, variable }): [string, Float32Array] => {
    const values = result.gradients.get(variable.name)?.dataSync<'float32'>().slice();
    return [name, values ?? new Float32Array(variable.size)];
  });
  dispose([result.loss, ...result.gradients.values()]);
  return new Map(gradients);
}

/** ∂L/∂t along a direction by four points, O(t⁴); the parameters end where they began. */
function slope(learning: Learning, moved: readonly Moved[], step: number): number {
  const at = (t: number) => {
    for (const { parameter, start, direction } of moved) {
      const values = start.map((value, i) => value + t * direction[i]!);
      tidy(() => parameter.variable.assign(tensor(values, parameter.variable.shape)));
    }
    return lossOf(learning);
  };
  const difference = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
  at(0);
  return difference;
}

interface Moved {
  readonly parameter: Parameter;
  readonly start: Float32Array;
  readonly direction: Float32Array;
}

/** The size of the `count`-th largest entry of all gradients together. */
function sizeOfLargest(gradients: readonly Float32Array[], count: number): number {
  const largest = new Array<number>(count).fill(0);
  for (const gradient of gradients) {
    for (const value of gradient) {
      if (Math.abs(value) <= largest[count - 1]!) continue;
      largest[count - 1] = Math.abs(value);
      largest.sort((one, other) => other - one);
    }
  }
  return largest[count - 1]!;
}

/** The gradient's entries of at least that size, as a direction of unit length. */
function direction(gradients: readonly Float32Array[], least: number): Float32Array[] {
  const kept = gradients.map((gradient) => gradient.map((g) => (Math.abs(g) >= least ? g : 0)));
  const norm = Math.sqrt(inner(kept, kept));
  return kept.map((gradient) => gradient.map((g) => g / norm));
}

function inner(one: readonly Float32Array[], other: readonly Float32Array[]): number {
  let total = 0;
  one.forEach((values, i) => {
    for (let j = 0; j < values.length; j++) total += values[j]! * other[i]![j]!;
  });
  return total;
}

/**
 * Slopes of the loss (statistics of the batch) along the gradient of each kind of parameter: all its
 * scalars together, and five alone. Gradients a method says are no slopes are left out. The step is chosen to change the loss by about `change`: enough to stand out of
 * float32's rounding, too little to bend.
 */
export function checkGradients(learning: Learning, change: number): Slope[] {
  const { domain, except = [] } = learning;
  const parameters = domain.parameters();
  const gradients = gradientsOf(learning, parameters);
  const kinds = new Map<string, Parameter[]>();
  for (const parameter of parameters) {
    if (except.includes(parameter.group)) continue;
    const kind = `${parameter.group}/${parameter.name.slice(parameter.name.lastIndexOf('.') + 1)}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), parameter]);
  }
  const slopes: Slope[] = [];
  for (const [kind, members] of kinds) {
    const own = members.map(({ name }) => gradients.get(name)!);
    for (const [some, least] of [
      ['all', 0],
      ['five', sizeOfLargest(own, 5)],
    ] as const) {
      const directions = direction(own, least);
      const moved = members.map((parameter, i): Moved => {
        const start = parameter.variable.dataSync<'float32'>().slice();
        return { parameter, start, direction: directions[i]! };
      });
      const gradient = inner(own, directions);
      const difference = slope(learning, moved, change / gradient);
      slopes.push({ along: `${kind}, ${some}`, gradient, difference });
    }
  }
  return slopes;
}
