import { add, relu as stockRelu, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { conv2d } from '../conv2d/conv2d.js';
import { onEveryEngine } from '../testing/engines.js';
import { values } from '../testing/values.js';
import { profileOperations } from './profile.js';

onEveryEngine(() => {
  it('times operations by name and shapes, and none before or after', () => {
    const x = values<Tensor4D>([1, 5, 5, 2], 1);
    const filter = values<Tensor4D>([3, 3, 2, 4], 2);
    const work = () => tidy(() => stockRelu(add(conv2d(x, filter), conv2d(x, filter))).dataSync()[0]!);
    const expected = work();
    const { result, operations } = profileOperations(work);
    expect(result).toBe(expected);
    const convolution = operations.find(({ name }) => name === 'Conv2D')!;
    expect(convolution).toMatchObject({ shapes: '1×5×5×2, 3×3×2×4', calls: 2 });
    expect(convolution.milliseconds).toBeGreaterThan(0);
    expect(operations.map(({ name }) => name)).toEqual(expect.arrayContaining(['Conv2D', 'Relu']));
    const taken = operations.map(({ milliseconds }) => milliseconds);
    expect(taken).toEqual([...taken].sort((a, b) => b - a));
    const before = convolution.calls;
    work();
    expect(convolution.calls).toBe(before);
    x.dispose();
    filter.dispose();
  });

  it('is over when what it profiles throws', () => {
    expect(() =>
      profileOperations(() => {
        throw new RangeError('within');
      }),
    ).toThrow('within');
    expect(profileOperations(() => 1)).toEqual({ result: 1, operations: [] });
  });
});
