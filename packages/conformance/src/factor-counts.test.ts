import { bigGanConfigs, bigGanGenerator, createArchitecture } from '@ftn/backbones';
import { cpCount, createMethod } from '@ftn/tensor-factors';
import { expect, it } from 'vitest';

// Counted by scripts/references/resnet.py and biggan.py from the shapes in PyTorch: Σ(C_out + C_in + K²).
it.each([
  ['resnet18', createArchitecture('resnet18'), 8_839],
  ['resnet34', createArchitecture('resnet34'), 16_407],
  ['resnet50', createArchitecture('resnet50'), 49_320],
  ['resnet101', createArchitecture('resnet101'), 101_731],
  ['resnet152', createArchitecture('resnet152'), 147_998],
  ['biggan128', bigGanGenerator('biggan128', bigGanConfigs.biggan128), 21_951],
])('FTN adds to %s the published number of factors per rank', (_name, { convolutions }, expected) => {
  const count = (of: (layer: (typeof convolutions)[number]) => number) =>
    convolutions.reduce((total, layer) => total + of(layer), 0);
  expect(count((layer) => cpCount(layer, 1))).toBe(expected);
  const ftn = createMethod('ftn', { rank: 3 });
  expect(count((layer) => ftn.convolution(layer)!.count)).toBe(3 * expected);
});
