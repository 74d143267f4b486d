import type { AfterNorm, Network } from '@ftn/layers';
import { lastUse } from '@ftn/ops';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { convNorm } from '../conv-norm.js';
import { bottleneckExpansion, type ResNetConfig } from './configs.js';
import type { LayerRecorder } from './layer-recorder.js';

/** One residual block of a stage, as it is declared and run. */
export interface BlockSpec {
  readonly name: string;
  readonly inChannels: number;
  /** Width of the stage; a bottleneck puts out four times as many channels. */
  readonly width: number;
  readonly stride: number;
  readonly dilation: number;
  /** The dilation before this block: differs from `dilation` in the first block of a dilated stage. */
  readonly previousDilation: number;
}

interface BlockKind {
  /** The layers of F(x) below the block's name, in order. */
  readonly branch: readonly string[];
  outChannels(width: number): number;
  declare(layers: LayerRecorder, spec: BlockSpec): void;
  /** relu(skip + F(x)). */
  run(network: Network, name: string, x: Tensor4D, skip: Tensor4D): Tensor4D;
}

const relu: AfterNorm = { activation: 'relu' };

const basic: BlockKind = {
  branch: ['conv1', 'bn1', 'conv2', 'bn2'],
  outChannels: (width) => width,
  // DeepLab on basic blocks dilates both convolutions of every block of the stage, the first included.
  declare(layers, { name, inChannels, width, stride, dilation }) {
    layers.conv(`${name}.conv1`, [inChannels, width], 3, { stride, dilation });
    layers.batchNorm(`${name}.bn1`, width);
    layers.conv(`${name}.conv2`, [width, width], 3, { dilation });
    layers.batchNorm(`${name}.bn2`, width);
  },
  run(network, name, x, added) {
    const y = convNorm(network, `${name}.conv1`, `${name}.bn1`, x, relu);
    return lastUse(y, () => convNorm(network, `${name}.conv2`, `${name}.bn2`, y, { added, ...relu }));
  },
};

const bottleneck: BlockKind = {
  branch: ['conv1', 'bn1', 'conv2', 'bn2', 'conv3', 'bn3'],
  outChannels: (width) => width * bottleneckExpansion,
  // torchvision dilates a stage from its second bottleneck on: the convolution that lost its stride keeps
  // the dilation of the stage before.
  declare(layers, { name, inChannels, width, stride, previousDilation }) {
    layers.conv(`${name}.conv1`, [inChannels, width], 1);
    layers.batchNorm(`${name}.bn1`, width);
    layers.conv(`${name}.conv2`, [width, width], 3, { stride, dilation: previousDilation });
    layers.batchNorm(`${name}.bn2`, width);
    layers.conv(`${name}.conv3`, [width, width * bottleneckExpansion], 1);
    layers.batchNorm(`${name}.bn3`, width * bottleneckExpansion);
  },
  run(network, name, x, added) {
    const narrow = convNorm(network, `${name}.conv1`, `${name}.bn1`, x, relu);
    const y = lastUse(narrow, () => convNorm(network, `${name}.conv2`, `${name}.bn2`, narrow, relu));
    return lastUse(y, () => convNorm(network, `${name}.conv3`, `${name}.bn3`, y, { added, ...relu }));
  },
};

export const blockKinds = { basic, bottleneck } as const satisfies Record<ResNetConfig['block'], BlockKind>;

/** True where the skip needs a 1×1 convolution to fit the branch's shape. */
function downsamples(spec: BlockSpec, kind: ResNetConfig['block']): boolean {
  return spec.stride !== 1 || spec.inChannels !== blockKinds[kind].outChannels(spec.width);
}

/** Declares a block's layers, the skip's projection last, as torchvision lists them. */
export function declareBlock(layers: LayerRecorder, spec: BlockSpec, kind: ResNetConfig['block']): void {
  blockKinds[kind].declare(layers, spec);
  if (!downsamples(spec, kind)) return;
  const out = blockKinds[kind].outChannels(spec.width);
  layers.conv(`${spec.name}.downsample.0`, [spec.inChannels, out], 1, { stride: spec.stride });
  layers.batchNorm(`${spec.name}.downsample.1`, out);
}

/** relu(skip + F(x)), with a projection of the skip where the shapes differ. */
export function runBlock(
  network: Network,
  spec: BlockSpec,
  kind: ResNetConfig['block'],
  x: Tensor4D,
): Tensor4D {
  const { name } = spec;
  const over = (skip: Tensor4D) =>
    network.block(name, skip, () => blockKinds[kind].run(network, name, x, skip));
  if (!downsamples(spec, kind)) return over(x);
  return lastUse(convNorm(network, `${name}.downsample.0`, `${name}.downsample.1`, x), over);
}
