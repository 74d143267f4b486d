import type { Weights } from '@ftn/backbones';
import { add, keep, mul, type Tensor, tidy } from '@tensorflow/tfjs-core';

/** An exponential moving average of a network's weights, buffers included: what images are made with. */
export class MovingAverage implements Disposable {
  #values: Map<string, Tensor>;

  constructor(weights: Weights) {
    this.#values = new Map([...weights].map(([name, tensor]) => [name, keep(tensor.clone())]));
  }

  get weights(): Weights {
    return this.#values;
  }

  /** average ← decay·average + (1 − decay)·weights; 0 copies. */
  update(weights: Weights, decay: number): void {
    for (const [name, tensor] of weights) {
      const before = this.#values.get(name)!;
      const next = decay === 0 ? tensor.clone() : tidy(() => add(mul(before, decay), mul(tensor, 1 - decay)));
      this.#values.set(name, keep(next));
      before.dispose();
    }
  }

  dispose(): void {
    for (const tensor of this.#values.values()) tensor.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
