import { linear } from '@ftn/ops';
import type { RandomStream } from '@ftn/random';
import {
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';

/** A classifier of the domain's own: logits = features · weightᵀ + bias, weight classes×channels. */
export class LinearHead {
  readonly trainable: ReadonlyMap<string, Variable>;

  private constructor(weight: Tensor, bias: Tensor) {
    this.trainable = new Map([
      ['weight', variable(weight)],
      ['bias', variable(bias)],
    ]);
  }

  /** Weights and biases uniform in ±1/√channels, PyTorch's rule for a linear layer. */
  static random(channels: number, classes: number, random: RandomStream): LinearHead {
    const bound = 1 / Math.sqrt(channels);
    const draw = (n: number) => Float32Array.from({ length: n }, () => random.uniform(-bound, bound));
    const weight = tensor2d(draw(classes * channels), [classes, channels]);
    const bias = tensor1d(draw(classes));
    const head = LinearHead.from(weight, bias);
    weight.dispose();
    bias.dispose();
    return head;
  }

  /** A head from stored tensors, which it copies. */
  static from(weight: Tensor, bias: Tensor): LinearHead {
    return new LinearHead(weight, bias);
  }

  get classes(): number {
    return this.trainable.get('bias')!.size;
  }

  forward(features: Tensor2D): Tensor2D {
    const weight = this.trainable.get('weight')! as unknown as Tensor2D;
    return linear(features, weight, this.trainable.get('bias')! as unknown as Tensor1D);
  }

  dispose(): void {
    for (const variable of this.trainable.values()) variable.dispose();
  }
}
