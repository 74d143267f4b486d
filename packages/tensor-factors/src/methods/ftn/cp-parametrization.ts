import { type ConvLayer, stepsOf } from '@ftn/layers';
import { type Tensor2D, type Tensor4D, tidy, type Variable } from '@tensorflow/tfjs-core';
import { cpNorm, khatriRao } from '../../cp/cp.js';
import type { CpFactors } from '../../cp/factors.js';
import { cpConv2d } from '../../layers/cp-conv2d.js';
import { cpMerge } from '../../layers/cp-merge.js';
import type { Parametrization, StoredLayer } from '../../layers/parametrization.js';

/** W_t = W + Σ_r b_r ⊗ a_r ⊗ s_r: low-rank factors over a frozen kernel, in three or four modes. */
export class CpParametrization implements Parametrization {
  readonly trainable: ReadonlyMap<string, Variable>;

  constructor(factors: ReadonlyMap<string, Variable>) {
    this.trainable = factors;
  }

  /** R. */
  get rank(): number {
    return this.#factor('b').shape[1];
  }

  group(): 'factors' {
    return 'factors';
  }

  stored(): StoredLayer {
    return this.trainable;
  }

  convolve(x: Tensor4D, base: Tensor4D, layer: ConvLayer): Tensor4D {
    return cpConv2d(x, base, this.#threeModes(), stepsOf(layer));
  }

  kernel(base: Tensor4D): Tensor4D {
    return tidy(() => cpMerge(base, this.#threeModes()));
  }

  norm(): number {
    return tidy(() => cpNorm(this.#threeModes()).dataSync()[0]!);
  }

  dispose(): void {
    for (const variable of this.trainable.values()) variable.dispose();
  }

  #factor(name: string): Tensor2D {
    return this.trainable.get(name)! as Variable & Tensor2D;
  }

  #threeModes(): CpFactors {
    const s = this.trainable.has('s') ? this.#factor('s') : khatriRao(this.#factor('h'), this.#factor('v'));
    return { a: this.#factor('a'), b: this.#factor('b'), s };
  }
}
