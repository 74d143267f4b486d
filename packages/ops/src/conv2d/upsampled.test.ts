import { dispose, type Tensor4D } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { onEveryEngine } from '../testing/engines.js';
import { gradientsOf } from '../testing/gradients-of.js';
import { expectClose, values } from '../testing/values.js';
import { upsampleNearest } from '../upsample-nearest.js';
import { conv2d, conv2dFilterGradient, conv2dInputGradient } from './conv2d.js';
import { depthwiseConv2d, depthwiseConv2dFilterGradient, depthwiseConv2dInputGradient } from './depthwise.js';

const upsample = 2 as const;

onEveryEngine(() => {
  // The second is large enough for the native engine's transposed 4×4 convolution.
  it.each([
    { x: [2, 3, 4, 2], kernel: [3, 3], options: { padding: 1 } },
    { x: [3, 14, 15, 2], kernel: [3, 3], options: { padding: 1 } },
    { x: [2, 16, 18, 3], kernel: [3, 3], options: { padding: 0, stride: 2 } },
    { x: [2, 3, 4, 2], kernel: [1, 1], options: {} },
    { x: [1, 4, 5, 2], kernel: [3, 3], options: { padding: 2, dilation: 2 } },
  ])('convolving $x upsampled by $kernel with $options equals upsampling and convolving', (c) => {
    const inputs = () => ({
      x: values<Tensor4D>(c.x, 1),
      filter: values<Tensor4D>([...c.kernel, c.x[3]!, 3], 2),
    });
    type Inputs = ReturnType<typeof inputs>;
    const whole = gradientsOf(
      ({ x, filter }: Inputs) => conv2d(x, filter, { ...c.options, upsample }),
      inputs(),
    );
    const parts = gradientsOf(
      ({ x, filter }: Inputs) => conv2d(upsampleNearest(x), filter, c.options),
      inputs(),
    );
    expect(whole.shape).toEqual(parts.shape);
    expectClose('y', whole.y, parts.y);
    expectClose('dx', whole.gradients.x!, parts.gradients.x!);
    expectClose('dFilter', whole.gradients.filter!, parts.gradients.filter!);
  });

  it('depthwise convolution of an upsampled input equals upsampling and convolving', () => {
    const x = values<Tensor4D>([2, 5, 4, 3], 1);
    const filter = values<Tensor4D>([3, 3, 3, 1], 2);
    const dy = values<Tensor4D>([2, 10, 8, 3], 3);
    const [large, options] = [upsampleNearest(x), { padding: 1, upsample }];
    const plain = { padding: 1 };
    const sumOfBlocks = (t: Tensor4D) => {
      const [n, h, w, c] = t.shape;
      const data = t.dataSync();
      const sums = new Float32Array((n * h * w * c) / 4);
      for (let i = 0; i < data.length; i++) {
        const [channel, column, row] = [i % c, Math.floor(i / c) % w, Math.floor(i / (c * w))];
        sums[((row >> 1) * (w / 2) + (column >> 1)) * c + channel]! += data[i]!;
      }
      return sums;
    };
    const tensors = {
      y: depthwiseConv2d(x, filter, options),
      wantedY: depthwiseConv2d(large, filter, plain),
      dx: depthwiseConv2dInputGradient(dy, filter, x.shape, options),
      wantedDx: depthwiseConv2dInputGradient(dy, filter, large.shape, plain),
      dFilter: depthwiseConv2dFilterGradient(x, dy, filter.shape, options),
      wantedDFilter: depthwiseConv2dFilterGradient(large, dy, filter.shape, plain),
    };
    expectClose('y', tensors.y, tensors.wantedY.dataSync());
    expectClose('dx', tensors.dx, sumOfBlocks(tensors.wantedDx));
    expectClose('dFilter', tensors.dFilter, tensors.wantedDFilter.dataSync());
    dispose([x, filter, dy, large, ...Object.values(tensors)]);
  });
});

it('upsampled convolution refuses gradients of another size', () => {
  const [x, dy] = [values<Tensor4D>([1, 4, 4, 2], 1), values<Tensor4D>([1, 4, 4, 3], 2)];
  const filter = values<Tensor4D>([3, 3, 2, 3], 3);
  const options = { padding: 1, upsample };
  expect(() => conv2dInputGradient(dy, filter, x.shape, options)).toThrow(
    /dy does not fit: expected \[1, 8, 8, 3\]/,
  );
  expect(() => conv2dFilterGradient(x, dy, filter.shape, options)).toThrow(
    /dy does not fit: expected \[1, 8, 8, 3\]/,
  );
  dispose([x, dy, filter]);
});
