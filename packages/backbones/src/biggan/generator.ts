import { lastUse, tanh, upsampleNearest } from '@ftn/ops';
import { add, concat, reshape, slice, type Tensor2D, type Tensor4D, transpose } from '@tensorflow/tfjs-core';
import { type BigGanConfig, bottomWidth, latentParts, stages } from './configs.js';
import { type BigGanLayers, LayerList, listed } from './layer-list.js';
import type { GeneratorNetwork } from './network.js';
import { selfAttention } from './self-attention.js';

/** A generator: its layers by name and the forward pass over them. It holds no weights. */
export interface GeneratorArchitecture extends BigGanLayers {
  readonly name: string;
  readonly config: BigGanConfig;
  /**
   * Images in [−1, 1], [N, S, S, 3].
   *
   * @param latents [N, latentSize]
   * @param classVectors [N, sharedSize], rows of `shared`
   */
  forward(network: GeneratorNetwork, latents: Tensor2D, classVectors: Tensor2D): Tensor4D;
}

interface Block {
  readonly name: string;
  /** The attention after it. */
  readonly attention?: string;
}

/** F(x) + skip at twice the size: norm, ReLU, enlarge, 3×3, norm, ReLU, 3×3. */
function runBlock(network: GeneratorNetwork, { name }: Block, x: Tensor4D, condition: Tensor2D): Tensor4D {
  let y = network.conditionalBatchNorm(`${name}.bn1`, x, condition, 'relu');
  // Declared to enlarge its input.
  y = lastUse(y, (first) => network.conv(`${name}.conv1`, first));
  y = lastUse(y, (large) => network.conditionalBatchNorm(`${name}.bn2`, large, condition, 'relu'));
  y = lastUse(y, (second) => network.conv(`${name}.conv2`, second));
  // A 1×1 convolution and the enlargement commute: the skip is convolved before it, at a quarter of the pixels.
  const skip = lastUse(network.conv(`${name}.conv_sc`, x), (small) => upsampleNearest(small));
  return lastUse(y, (residual) => lastUse(skip, () => add(residual, skip)));
}

/** The part of the latents that belongs to one place, [N, size]. */
function part(latents: Tensor2D, index: number, size: number): Tensor2D {
  return slice(latents, [0, index * size], [latents.shape[0], size]);
}

/**
 * BigGAN's generator (Brock et al., 2019) in the names of the authors' PyTorch implementation: a class vector and a part
 * of the latent steer every block's batch norms, and each block doubles the resolution from 4×4 on.
 */
export function bigGanGenerator(name: string, config: BigGanConfig): GeneratorArchitecture {
  const { width, classes, latentSize, sharedSize, attention, normEpsilon } = config;
  const { input, output } = stages[config.resolution].generator;
  const chunk = latentSize / latentParts(config);
  const layers = new LayerList(normEpsilon);
  layers.embedding('shared', classes, sharedSize, false);
  layers.linear('linear', chunk, input[0]! * width * bottomWidth ** 2);
  const blocks = input.map((units, i): Block => {
    const block = `blocks.${i}.0`;
    const [from, to] = [units * width, output[i]! * width];
    layers.conv(`${block}.conv1`, [from, to], 3, { upsample: 2 });
    layers.conv(`${block}.conv2`, [to, to], 3);
    layers.conv(`${block}.conv_sc`, [from, to], 1);
    layers.conditionalNorm(`${block}.bn1`, from, sharedSize + chunk);
    layers.conditionalNorm(`${block}.bn2`, to, sharedSize + chunk);
    if (!attention.includes(bottomWidth * 2 ** (i + 1))) return { name: block };
    layers.attention(`blocks.${i}.1`, to);
    return { name: block, attention: `blocks.${i}.1` };
  });
  layers.batchNorm('output_layer.0', output.at(-1)! * width);
  layers.conv('output_layer.2', [output.at(-1)! * width, 3], 3);

  const forward = (network: GeneratorNetwork, latents: Tensor2D, classVectors: Tensor2D): Tensor4D => {
    const flat = network.linear('linear', part(latents, 0, chunk));
    // The reference views the row as C×4×4.
    const channelsFirst = reshape(flat, [-1, input[0]! * width, bottomWidth, bottomWidth]);
    let y = transpose(channelsFirst, [0, 2, 3, 1]) as Tensor4D;
    blocks.forEach((block, i) => {
      const condition = concat([classVectors, part(latents, i + 1, chunk)], 1);
      y = lastUse(y, (before) => runBlock(network, block, before, condition));
      const { attention } = block;
      if (attention) y = lastUse(y, (before) => selfAttention(network, attention, before));
    });
    y = lastUse(y, (last) => network.batchNorm('output_layer.0', last, 'relu'));
    return tanh(network.conv('output_layer.2', y));
  };
  return { name, config, ...listed(layers), forward };
}
