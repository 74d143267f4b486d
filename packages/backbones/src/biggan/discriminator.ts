import { averagePool2d, relu } from '@ftn/ops';
import { add, mul, sum, type Tensor1D, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
import { type BigGanConfig, resolutionsOf, stages } from './configs.js';
import { type BigGanLayers, LayerList, listed } from './layer-list.js';
import type { DiscriminatorNetwork } from './network.js';
import { selfAttention } from './self-attention.js';

/** A discriminator: its layers by name and the forward pass over them. */
export interface DiscriminatorArchitecture extends BigGanLayers {
  readonly config: BigGanConfig;
  /**
   * How real each image looks for its class, [N, 1], unbounded.
   *
   * @param x [N, S, S, 3] in [−1, 1]
   * @param labels [N], int32
   */
  forward(network: DiscriminatorNetwork, x: Tensor4D, labels: Tensor1D): Tensor2D;
}

interface Block {
  readonly name: string;
  readonly halves: boolean;
  /** Whether a ReLU stands before the first convolution: in all blocks but the first. */
  readonly preactivation: boolean;
  /** Whether the skip is convolved. */
  readonly projects: boolean;
  readonly attention?: string;
}

function runBlock(network: DiscriminatorNetwork, block: Block, x: Tensor4D): Tensor4D {
  const { name, halves, preactivation, projects } = block;
  const shrink = (y: Tensor4D) => (halves ? averagePool2d(y) : y);
  const project = (y: Tensor4D) => (projects ? network.conv(`${name}.conv_sc`, y) : y);
  const first = network.conv(`${name}.conv1`, preactivation ? relu(x) : x);
  const residual = shrink(network.conv(`${name}.conv2`, relu(first)));
  // The mean of blocks and a 1×1 convolution commute, so the skip shrinks first wherever it stands in the reference.
  return add(residual, project(shrink(x)));
}

/** BigGAN's projection discriminator (Miyato and Koyama, 2018): ⟨linear + embed(label), Σ_pixels relu(h)⟩. */
export function bigGanDiscriminator(config: BigGanConfig): DiscriminatorArchitecture {
  const { width, classes, attention, normEpsilon } = config;
  const { output, halves } = stages[config.resolution].discriminator;
  const resolutions = resolutionsOf(config);
  const layers = new LayerList(normEpsilon);
  const blocks = output.map((units, i): Block => {
    const name = `blocks.${i}.0`;
    const [from, to] = [i === 0 ? 3 : output[i - 1]! * width, units * width];
    const projects = from !== to || halves[i]!;
    layers.conv(`${name}.conv1`, [from, to], 3);
    layers.conv(`${name}.conv2`, [to, to], 3);
    if (projects) layers.conv(`${name}.conv_sc`, [from, to], 1);
    const block = { name, halves: halves[i]!, preactivation: i > 0, projects };
    if (!attention.includes(resolutions[i]!)) return block;
    layers.attention(`blocks.${i}.1`, to);
    return { ...block, attention: `blocks.${i}.1` };
  });
  const last = output.at(-1)! * width;
  layers.linear('linear', last, 1);
  layers.embedding('embed', classes, last, true);

  const forward = (network: DiscriminatorNetwork, x: Tensor4D, labels: Tensor1D): Tensor2D => {
    let y = x;
    for (const block of blocks) {
      y = runBlock(network, block, y);
      if (block.attention) y = selfAttention(network, block.attention, y);
    }
    const features = sum(relu(y), [1, 2]) as Tensor2D;
    const projection = sum(mul(network.embedding('embed', labels), features), 1, true) as Tensor2D;
    return add(network.linear('linear', features), projection);
  };
  return { config, ...listed(layers), forward };
}
