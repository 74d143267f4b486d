import { UsageError } from '@ftn/errors';
import type { ConvLayer } from '@ftn/layers';
import { describe, expect, it } from 'vitest';
import { createArchitecture } from '../index.js';

const layer = (backbone: string, outputStride: number, name: string): ConvLayer => {
  const { convolutions } = createArchitecture(backbone, { outputStride });
  return convolutions.find((candidate) => candidate.name === name)!;
};

describe('output stride', () => {
  it('dilates both 3×3 convolutions of every basic block of a stage, as DeepLab does', () => {
    for (const name of ['layer4.0.conv1', 'layer4.0.conv2', 'layer4.1.conv1', 'layer4.1.conv2']) {
      expect(layer('resnet18', 16, name)).toMatchObject({ stride: 1, dilation: 2, padding: 2 });
      expect(layer('resnet18', 8, name)).toMatchObject({ stride: 1, dilation: 4, padding: 4 });
    }
    expect(layer('resnet18', 8, 'layer3.0.conv1')).toMatchObject({ stride: 1, dilation: 2, padding: 2 });
    expect(layer('resnet18', 16, 'layer3.0.conv1')).toMatchObject({ stride: 2, dilation: 1, padding: 1 });
    expect(layer('resnet18', 16, 'layer4.0.downsample.0')).toMatchObject({
      stride: 1,
      dilation: 1,
      padding: 0,
    });
  });

  it('dilates bottlenecks from the second block of a stage on, as torchvision does', () => {
    expect(layer('resnet50', 16, 'layer4.0.conv2')).toMatchObject({ stride: 1, dilation: 1, padding: 1 });
    expect(layer('resnet50', 16, 'layer4.1.conv2')).toMatchObject({ stride: 1, dilation: 2, padding: 2 });
    expect(layer('resnet50', 8, 'layer4.0.conv2')).toMatchObject({ stride: 1, dilation: 2, padding: 2 });
    expect(layer('resnet50', 8, 'layer4.2.conv2')).toMatchObject({ stride: 1, dilation: 4, padding: 4 });
  });

  it('reports the reduction of each stage', () => {
    const reductions = (name: string, options = {}) =>
      createArchitecture(name, options).features.map((feature) => feature.reduction);
    expect(reductions('resnet18')).toEqual([4, 8, 16, 32]);
    expect(reductions('resnet50', { outputStride: 8 })).toEqual([4, 8, 8, 8]);
    expect(reductions('resnet10-small')).toEqual([2, 4, 8, 16]);
  });

  it('refuses a stride the network cannot run at', () => {
    expect(() => createArchitecture('resnet18', { outputStride: 4 })).toThrow(UsageError);
    expect(() => createArchitecture('resnet18', { outputStride: 4 })).toThrow(/expected 32, 16 or 8/);
  });
});

describe('createArchitecture', () => {
  it('names residual blocks and stages', () => {
    const { blocks, features } = createArchitecture('resnet34');
    expect(blocks).toHaveLength(16);
    expect(blocks.at(-1)!.name).toBe('layer4.2');
    expect(features.map(({ name, channels }) => [name, channels])).toEqual([
      ['layer1', 64],
      ['layer2', 128],
      ['layer3', 256],
      ['layer4', 512],
    ]);
  });

  it.each(['resnet34', 'resnet50'])(
    'names the layers of every branch of %s, the last batch norm last',
    (name) => {
      const { blocks, convolutions, batchNorms } = createArchitecture(name);
      const layers = [...convolutions, ...batchNorms].map((one) => one.name);
      const branches = blocks.flatMap(({ branch }) => branch);
      // All layers but the stem's and the projections of skips.
      const skips = layers.filter((one) => /^(conv1|bn1)$|downsample/.test(one));
      expect([...branches, ...skips].sort()).toEqual(layers.sort());
      for (const block of blocks)
        expect(block.branch.every((one) => one.startsWith(`${block.name}.`))).toBe(true);
      expect(blocks[0]!.branch.at(-1)).toBe(name === 'resnet34' ? 'layer1.0.bn2' : 'layer1.0.bn3');
    },
  );

  it('suggests the nearest backbone for a misspelt name', () => {
    expect(() => createArchitecture('resnet19')).toThrow(
      "unknown backbone 'resnet19'. Did you mean 'resnet18'?",
    );
  });
});
