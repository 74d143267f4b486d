import { add, div, mul, sqrt, square, sub, type Tensor1D, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { kernelBackend } from './kernels.js';

/** Parameters laid end to end, and their gradient. */
export interface StepInput {
  readonly values: Tensor1D;
  readonly gradient: Tensor1D;
}

/** Of a step of Adam. */
export interface AdamRates {
  /** L2 decay added to the gradient. */
  readonly decay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** The rate over 1 − β₁ᵗ. */
  readonly size: number;
  /** 1 / √(1 − β₂ᵗ). */
  readonly scale: number;
  /** What parameters are multiplied by first: 1, or less with AdamW's decay. */
  readonly shrink: number;
}

/**
 * A step of Adam: g = gradient + decay·w; m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← shrink·w − size · m / (√v·scale + ε); in
 * one pass where the engine has kernels.
 */
export function adamStep(
  { values, gradient, first: m, second: v }: StepInput & Readonly<Record<'first' | 'second', Tensor1D>>,
  { decay, beta1, beta2, epsilon, size, scale, shrink }: AdamRates,
): Record<'values' | 'first' | 'second', Tensor1D> {
  return tidy(() => {
    const native = kernelBackend();
    if (native) {
      const rates = tensor1d([decay, beta1, 1 - beta1, beta2, 1 - beta2, size, scale, epsilon, shrink]);
      const inputs = [values, gradient, m, v, rates];
      const outputs = native.executeMultipleOutputs('FtnAdam', [], inputs, 3) as Tensor1D[];
      return { values: outputs[0]!, first: outputs[1]!, second: outputs[2]! };
    }
    const g = decay > 0 ? add(gradient, mul(values, decay)) : gradient;
    const first = add(mul(m, beta1), mul(g, 1 - beta1)) as Tensor1D;
    const second = add(mul(v, beta2), mul(square(g), 1 - beta2)) as Tensor1D;
    const direction = div(first, add(mul(sqrt(second), scale), epsilon));
    const shrunk = shrink === 1 ? values : mul(values, shrink);
    return { values: sub(shrunk, mul(direction, size)) as Tensor1D, first, second };
  });
}

/** Of a step of gradient descent with momentum. */
export interface SgdRates {
  /** L2 decay added to the gradient. */
  readonly decay: number;
  readonly momentum: number;
  readonly rate: number;
  readonly nesterov: boolean;
}

/**
 * A step of gradient descent with momentum: g = gradient + decay·w; v ← momentum·v + g; w ← w − rate·v, with Nesterov
 * w − rate·(g + momentum·v); in one pass where the engine has kernels.
 */
export function momentumStep(
  { values, gradient, velocity: v }: StepInput & { readonly velocity: Tensor1D },
  { decay, momentum, rate, nesterov }: SgdRates,
): Record<'values' | 'velocity', Tensor1D> {
  return tidy(() => {
    const native = kernelBackend();
    if (native) {
      const rates = tensor1d([decay, momentum, rate, ...(nesterov ? [momentum, 1] : [1, 0])]);
      const inputs = [values, gradient, v, rates];
      const outputs = native.executeMultipleOutputs('FtnSgd', [], inputs, 2) as Tensor1D[];
      return { values: outputs[0]!, velocity: outputs[1]! };
    }
    const g = decay > 0 ? add(gradient, mul(values, decay)) : gradient;
    const velocity = add(mul(v, momentum), g) as Tensor1D;
    const direction = nesterov ? add(g, mul(velocity, momentum)) : velocity;
    return { values: sub(values, mul(direction, rate)) as Tensor1D, velocity };
  });
}
