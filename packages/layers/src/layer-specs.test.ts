import { expect, it } from 'vitest';
import { type ConvLayer, kernelShape, kernelSize, stepsOf } from './index.js';

const layer: ConvLayer = {
  kind: 'conv',
  name: 'layer2.0.conv1',
  kernel: [3, 5],
  inChannels: 64,
  outChannels: 128,
  stride: 2,
  padding: 1,
  dilation: 1,
};

it('kernelShape is height × width × in × out, and kernelSize their product', () => {
  expect(kernelShape(layer)).toEqual([3, 5, 64, 128]);
  expect(kernelSize(layer)).toBe(3 * 5 * 64 * 128);
});

it('a convolution enlarges its input only where its layer specifies it', () => {
  expect(stepsOf(layer)).toEqual({ stride: 2, padding: 1, dilation: 1, upsample: 1 });
  expect(stepsOf({ ...layer, upsample: 2 }).upsample).toBe(2);
});
