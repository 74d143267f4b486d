import {
  add,
  type Scalar,
  relu as stockRelu,
  sum,
  type Tensor,
  type Tensor4D,
  tidy,
  variable,
} from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { conv2d } from '../conv2d/conv2d.js';
import { onEveryEngine } from '../testing/engines.js';
import { values } from '../testing/values.js';
import { profileOperations } from './profile.js';
import { profiledAs } from './profiled-as.js';
import { valueAndGradients } from './value-and-gradients.js';

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

  it('tells whose operations are whose, those of their gradients too', () => {
    const x = values<Tensor4D>([1, 5, 5, 2], 1);
    const first = tidy(() => variable(values<Tensor4D>([3, 3, 2, 4], 2), true, 'first'));
    const second = tidy(() => variable(values<Tensor4D>([1, 1, 4, 3], 3), true, 'second'));
    const { result, operations } = profileOperations(() =>
      valueAndGradients(() => {
        const y = profiledAs('inner', () => conv2d(x, first as Tensor as Tensor4D, { padding: 1 }));
        const loss = sum(profiledAs('outer', () => conv2d(y, second as Tensor as Tensor4D))) as Scalar;
        return { loss, outputs: null };
      }, [first, second]),
    );
    const layersOf = (shapes: string) =>
      new Set(operations.filter((one) => one.shapes.includes(shapes)).map(({ layer }) => layer));
    expect(layersOf('1×5×5×2, 3×3×2×4')).toEqual(new Set(['inner']));
    // Forward and its gradients read what 'outer' reads; nothing of it is called another layer's.
    expect(layersOf('1×1×4×3')).toEqual(new Set(['outer']));
    const backward = operations.filter(
      ({ name, layer }) => layer === 'inner' && !/^(Fused)?Conv2D$/.test(name),
    );
    expect(backward.length).toBeGreaterThan(0);
    for (const tensor of [x, first, second, result.loss, ...result.gradients.values()]) tensor.dispose();
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
