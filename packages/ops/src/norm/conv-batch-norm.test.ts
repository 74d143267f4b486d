import { UsageError } from '@ftn/errors';
import { dispose, memory, randomNormal, type Tensor1D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { profileOperations } from '../autodiff/profile.js';
import { conv2d } from '../conv2d/conv2d.js';
import { kernelBackend } from '../kernels.js';
import { onEveryEngine } from '../testing/engines.js';
import { gradientsOf } from '../testing/gradients-of.js';
import { expectClose, values } from '../testing/values.js';
import { batchNorm } from './batch-norm.js';
import { convBatchNorm } from './conv-batch-norm.js';

const normal = ([n, h, w, c]: readonly [number, number, number, number], seed: number) =>
  randomNormal([n, h, w, c], 0, 1, 'float32', seed) as Tensor4D;
const parameters = (channels: number) => ({
  scale: values<Tensor1D>([channels], 2),
  offset: values<Tensor1D>([channels], 3),
  mean: values<Tensor1D>([channels], 4),
  variance: values<Tensor1D>([channels], 5, (v) => Math.abs(v) + 0.5),
});

// What Winograd's kernels take, by tiles and by outputs, channels that fill vectors and that do not, a network's first layer, what
// skips pixels, and what is left to the two operations.
const layers = [
  { x: [2, 36, 35, 64], output: 64, kernel: 3, steps: { padding: 1 }, by: 'FtnWinogradNorm' },
  { x: [1, 47, 48, 136], output: 45, kernel: 3, steps: { padding: 1 }, by: 'FtnWinogradNorm' },
  { x: [9, 18, 20, 64], output: 70, kernel: 3, steps: { padding: 2 }, by: 'FtnWinogradNorm' },
  { x: [2, 51, 50, 3], output: 70, kernel: 7, steps: { padding: 3, stride: 2 }, by: 'FtnStemNorm' },
  { x: [2, 9, 8, 32], output: 64, kernel: 3, steps: { padding: 1, stride: 2 }, by: undefined },
  { x: [2, 9, 8, 33], output: 20, kernel: 1, steps: {}, by: undefined },
  { x: [3, 9, 8, 37], output: 72, kernel: 1, steps: { stride: 2 }, by: 'FtnPointwiseNorm' },
  { x: [2, 10, 11, 64], output: 128, kernel: 1, steps: { stride: 3 }, by: 'FtnPointwiseNorm' },
  { x: [2, 9, 8, 33], output: 20, kernel: 1, steps: { stride: 2 }, by: undefined },
] as const;

onEveryEngine(() => {
  for (const { x: shape, output, kernel, steps, by } of layers) {
    const what = `[${shape}] to ${output} by ${kernel}×${kernel}, ${JSON.stringify(steps)}`;
    it(`a convolution with its batch norm is the two after each other, ${what}`, () => {
      const [x, filter] = [normal(shape, 1), normal([kernel, kernel, shape[3], output], 6)];
      const p = parameters(output);
      for (const adds of [false, true]) {
        for (const activation of [undefined, 'relu'] as const) {
          tidy(() => {
            const convolved = conv2d(x, filter, steps);
            const after = { activation, added: adds ? normal(convolved.shape, 7) : undefined };
            const expected = batchNorm(convolved, p, after);
            const { result, operations } = profileOperations(() =>
              convBatchNorm(x, filter, p, { ...steps, ...after }),
            );
            expectClose(`${activation}, added ${adds}`, result, expected.dataSync());
            const made = operations
              .map(({ name }) => name)
              .find((name) => /^Ftn(Winograd|Stem|Pointwise)Norm$/.test(name));
            expect(made).toBe(kernelBackend() ? by : undefined);
          });
        }
      }
      dispose([x, filter, ...Object.values(p)]);
    });
  }

  it('has their gradients', () => {
    const filter = values<Tensor4D>([3, 3, 64, 33], 6);
    const of = (f: (x: Tensor4D, p: ReturnType<typeof parameters>) => Tensor4D) =>
      gradientsOf(({ x, ...p }: { x: Tensor4D } & ReturnType<typeof parameters>) => f(x, p), {
        ...{ x: values<Tensor4D>([2, 51, 50, 64], 1), ...parameters(33) },
      });
    const options = { padding: 1, activation: 'relu' } as const;
    const one = of((x, p) => convBatchNorm(x, filter, p, options));
    expect(one).toEqual(of((x, p) => batchNorm(conv2d(x, filter, options), p, options)));
    expect(Object.keys(one.gradients)).toEqual(['x', 'scale', 'offset']);
    dispose(filter);
  });

  it('keeps nothing but its result', () => {
    const [x, filter, p] = [normal([2, 36, 35, 64], 1), normal([3, 3, 64, 64], 2), parameters(64)];
    const before = memory().numTensors;
    const y = convBatchNorm(x, filter, p, { padding: 1 });
    expect(memory().numTensors).toBe(before + 1);
    dispose([x, filter, y, ...Object.values(p)]);
  });

  it('refuses parameters of another number of channels, and a skip of another shape', () => {
    const [x, filter] = [normal([2, 36, 35, 64], 1), normal([3, 3, 64, 64], 2)];
    const [fits, narrow] = [parameters(64), parameters(32)];
    expect(() => convBatchNorm(x, filter, narrow, { padding: 1 })).toThrow(UsageError);
    expect(() => convBatchNorm(x, filter, fits, { padding: 0, added: x })).toThrow(UsageError);
    dispose([x, filter, ...Object.values(fits), ...Object.values(narrow)]);
  });
});
