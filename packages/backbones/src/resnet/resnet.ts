import { UsageError } from '@ftn/errors';
import type { Network } from '@ftn/layers';
import { lastUse, maxPool2d } from '@ftn/ops';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Architecture, FeatureInfo, Features } from '../architecture.js';
import { convNorm } from '../conv-norm.js';
import { type BlockSpec, blockKinds, declareBlock, runBlock } from './blocks.js';
import type { ResNetConfig } from './configs.js';
import { LayerRecorder } from './layer-recorder.js';

/** Options of a ResNet. */
export interface ResNetOptions {
  /** Input pixels for one pixel of the last stage; below the network's own, strides become dilations (DeepLab). */
  readonly outputStride?: number;
}

interface Stage extends FeatureInfo {
  readonly blocks: readonly BlockSpec[];
}

const stemReduction = { imagenet: 4, small: 2 } as const;

/** The blocks of the four stages, with strides beyond `outputStride` turned into dilation. */
function planStages(config: ResNetConfig, outputStride: number): Stage[] {
  const kind = blockKinds[config.block];
  let reduction: number = stemReduction[config.stem];
  let inChannels = config.width;
  let dilation = 1;
  return config.depths.map((depth, index) => {
    const width = config.width * 2 ** index;
    const wanted = index === 0 ? 1 : 2;
    const dilated = wanted > 1 && reduction >= outputStride;
    const previousDilation = dilation;
    if (dilated) dilation *= wanted;
    else reduction *= wanted;
    const name = `layer${index + 1}`;
    const blocks = Array.from({ length: depth }, (_, i): BlockSpec => {
      const first = i === 0;
      const spec = {
        name: `${name}.${i}`,
        inChannels,
        width,
        stride: first && !dilated ? wanted : 1,
        dilation,
        previousDilation: first ? previousDilation : dilation,
      };
      inChannels = kind.outChannels(width);
      return spec;
    });
    return { name, channels: inChannels, reduction, blocks };
  });
}

/** A ResNet from its numbers, in torchvision's layer names: `conv1`, `layer2.0.conv1`, `layer2.0.downsample.0` … */
export function resNet(name: string, config: ResNetConfig, options: ResNetOptions = {}): Architecture {
  const natural = stemReduction[config.stem] * 8;
  const { outputStride = natural } = options;
  if (![natural, natural / 2, natural / 4].includes(outputStride)) {
    throw new UsageError(`'${name}' cannot run at output stride ${outputStride}`, {
      expected: `${natural}, ${natural / 2} or ${natural / 4}`,
    });
  }
  const stages = planStages(config, outputStride);
  const layers = new LayerRecorder();
  const stemKernel = config.stem === 'imagenet' ? 7 : 3;
  layers.conv('conv1', [3, config.width], stemKernel, { stride: 2 });
  layers.batchNorm('bn1', config.width);
  for (const stage of stages) for (const block of stage.blocks) declareBlock(layers, block, config.block);

  const forward = (network: Network, x: Tensor4D): Features => {
    let y = convNorm(network, 'conv1', 'bn1', x, { activation: 'relu' });
    if (config.stem === 'imagenet') y = lastUse(y, () => maxPool2d(y, { size: 3, stride: 2, padding: 1 }));
    const features: Record<string, Tensor4D> = {};
    for (const stage of stages) {
      for (const block of stage.blocks) {
        const run = (before: Tensor4D) => runBlock(network, block, config.block, before);
        y = Object.values(features).includes(y) ? run(y) : lastUse(y, run);
      }
      features[stage.name] = y;
    }
    return features;
  };

  return {
    name,
    convolutions: layers.convolutions,
    batchNorms: layers.batchNorms,
    blocks: stages.flatMap(({ blocks }) =>
      blocks.map(({ name: block }) => ({
        name: block,
        branch: blockKinds[config.block].branch.map((layer) => `${block}.${layer}`),
      })),
    ),
    features: stages.map(({ name: stage, channels, reduction }) => ({ name: stage, channels, reduction })),
    forward,
  };
}
