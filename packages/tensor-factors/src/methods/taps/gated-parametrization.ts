import { type ConvLayer, stepsOf } from '@ftn/layers';
import { add, clone, norm, type Tensor4D, tidy, type Variable } from '@tensorflow/tfjs-core';
import { gatedConv2d } from '../../layers/gated-conv2d.js';
import type { ParameterGroup, Parametrization, StoredLayer } from '../../layers/parametrization.js';

/** W_t = W + 1[s ≥ threshold]·δ: a whole residual kernel, there or not by its learned score. */
export class GatedParametrization implements Parametrization {
  readonly trainable: ReadonlyMap<string, Variable>;
  readonly #residual: Variable & Tensor4D;
  readonly #score: Variable;
  readonly #threshold: number;

  constructor(residual: Variable, score: Variable, threshold: number) {
    this.trainable = new Map([
      ['residual', residual],
      ['score', score],
    ]);
    this.#residual = residual as Variable & Tensor4D;
    this.#score = score;
    // As the score is kept: rounded otherwise, a score at the threshold might lie below it.
    this.#threshold = Math.fround(threshold);
  }

  /** I: whether the layer has a kernel of its own now. */
  get open(): boolean {
    return this.#score.dataSync()[0]! >= this.#threshold;
  }

  group(part: string): ParameterGroup {
    return part === 'score' ? 'scores' : 'weights';
  }

  /** The residual of an open layer; of a closed one nothing, and of none its score. */
  stored(): StoredLayer {
    return this.open ? new Map([['residual', this.#residual]]) : new Map();
  }

  convolve(x: Tensor4D, base: Tensor4D, layer: ConvLayer): Tensor4D {
    const gate = { residual: this.#residual, score: this.#score, open: this.open };
    return gatedConv2d(x, base, gate, stepsOf(layer));
  }

  kernel(base: Tensor4D): Tensor4D {
    return this.open ? add(base, this.#residual) : clone(base);
  }

  norm(): number {
    return this.open ? tidy(() => norm(this.#residual).dataSync()[0]!) : 0;
  }

  dispose(): void {
    for (const variable of this.trainable.values()) variable.dispose();
  }
}
