import { type ConvLayer, stepsOf } from '@ftn/layers';
import { conv2d } from '@ftn/ops';
import { clone, norm, sub, type Tensor4D, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { Parametrization, StoredLayer } from '../../layers/parametrization.js';

/** A kernel of the domain's own in place of the shared one. */
export class KernelParametrization implements Parametrization {
  readonly trainable: ReadonlyMap<string, Variable>;
  readonly #weight: Tensor4D;

  constructor(weight: Variable) {
    this.trainable = new Map([['weight', weight]]);
    this.#weight = weight as unknown as Tensor4D;
  }

  group(): 'weights' {
    return 'weights';
  }

  stored(): StoredLayer {
    return this.trainable;
  }

  convolve(x: Tensor4D, _base: Tensor4D, layer: ConvLayer): Tensor4D {
    return conv2d(x, this.#weight, stepsOf(layer));
  }

  kernel(): Tensor4D {
    return clone(this.#weight);
  }

  norm(base: Tensor4D): number {
    return tidy(() => norm(sub(this.#weight, base)).dataSync()[0]!);
  }

  dispose(): void {
    for (const variable of this.trainable.values()) variable.dispose();
  }
}
