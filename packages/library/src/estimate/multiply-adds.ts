import type { Domain } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import { heightAndWidth, type Size } from '@ftn/datasets';
import { type Tensor, type Tensor2D, type Tensor4D, tidy, zeros } from '@tensorflow/tfjs-core';

/** Multiplications with an addition that one image takes in convolutions and linear layers. */
export interface MultiplyAdds {
  /** Where it is measured: forward alone. */
  readonly forward: number;
  /** In a step of training: forward, the gradients that reach inputs, and those of what is trained. */
  readonly step: number;
}

type ConvLayer = ReturnType<Backbone['convolution']>;

/** Zeros of the shape a convolution gives: nothing is computed but their number. */
function resultOf({ kernel, stride, padding, dilation, upsample = 1, outChannels }: ConvLayer, x: Tensor4D) {
  const along = (length: number, taps: number) =>
    Math.floor((length * upsample + 2 * padding - dilation * (taps - 1) - 1) / stride) + 1;
  return zeros([1, along(x.shape[1], kernel[0]), along(x.shape[2], kernel[1]), outChannels]) as Tensor4D;
}

const scalars = (tensors: Iterable<Tensor>) => [...tensors].reduce((n, { size }) => n + size, 0);

/** Counts by layer. Gradients reach a layer's input once anything before it is trained. */
class Count {
  forward = 0;
  backward = 0;
  #trained = false;

  /** A layer of `kernel` weights at so many places, of which `own` scalars are trained; their gradient costs less where they are few. */
  layer(places: number, kernel: number, own: number): void {
    this.forward += places * kernel;
    if (this.#trained) this.backward += places * kernel;
    // Of low rank: R(2·C_in + 2·C_out + 3·K²) a place, about twice the R(C_in + C_out + K²) scalars of its factors.
    this.backward += places * Math.min(kernel, 2 * own);
    if (own > 0) this.trained();
  }

  trained(): void {
    this.#trained = true;
  }
}

/**
 * Counts what one image of a size costs a domain, from the shapes of its layers alone. What is not a product of layers
 * (batch norms, activations, the optimizer) is left out.
 */
export function countMultiplyAdds(
  { backbone, parts }: Pick<Domain, 'backbone' | 'parts'>,
  size: Size,
): MultiplyAdds {
  const { parametrizations, batchNorms, policies, head } = parts;
  const count = new Count();
  const conv = (layer: ConvLayer, x: Tensor4D, own: number) => {
    const y = resultOf(layer, x);
    const { kernel, inChannels, outChannels } = layer;
    count.layer(y.shape[1] * y.shape[2], kernel[0] * kernel[1] * inChannels * outChannels, own);
    return y;
  };
  const layers = new Map(head.architecture.layers.map((layer) => [layer.name, layer]));
  tidy(() => {
    const [height, width] = heightAndWidth(size);
    const features = backbone.architecture.forward(
      {
        conv: (name, x) => {
          const own = parametrizations.get(name)?.trainable.values() ?? [];
          return conv(backbone.convolution(name), x, scalars(own));
        },
        batchNorm(name, x) {
          if (batchNorms.has(name)) count.trained();
          return x;
        },
        block(name, _skip, branch) {
          if (policies.has(name)) count.trained();
          return branch();
        },
      },
      zeros([1, height, width, 3]) as Tensor4D,
    );
    head.architecture.forward(
      {
        conv(name, x) {
          const layer = layers.get(name) as ConvLayer;
          return conv(layer, x, scalars([head.trainable.get(`${name}.weight`)!]));
        },
        batchNorm: (_name, x) => x,
        linear(name, x) {
          const { size: kernel, shape } = head.trainable.get(`${name}.weight`)!;
          count.layer(1, kernel, kernel);
          return zeros([x.shape[0], shape[0]!]) as Tensor2D;
        },
      },
      features,
      [height, width],
    );
  });
  return { forward: count.forward, step: count.forward + count.backward };
}
