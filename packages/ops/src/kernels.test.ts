import { setBackend, type Tensor, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { cutUp, layEndToEnd } from './end-to-end.js';
import { kernelBackend, withoutKernels } from './kernels.js';
import { batchNorm } from './norm/batch-norm.js';
import { batchNormTraining } from './norm/batch-norm-training.js';
import { maxPool2d } from './pool/max-pool2d.js';
import { gradientsOf } from './testing/gradients-of.js';
import { expectClose, values } from './testing/values.js';

type Operands = Record<'x' | 'added', Tensor4D> & Record<'scale' | 'offset' | 'mean' | 'variance', Tensor1D>;

/** Whole vectors, what is left of them, several pieces of pixels, and one pixel more than a piece. */
const shapes = [
  [2, 5, 7, 3],
  [1, 1, 9, 17],
  [3, 9, 7, 37],
  [2, 40, 41, 32],
  [1, 33, 63, 64],
  [2, 2, 2, 515],
] as const;
const ends = [false, true].flatMap((added) => [undefined, 'relu' as const].map((relu) => ({ added, relu })));

const here = kernelBackend() !== undefined;

describe.runIf(here)(`the kernels of this project${here ? '' : ': they are not installed here'}`, () => {
  beforeAll(async () => {
    await setBackend('tensorflow');
  });

  /** Result and gradients by the kernels, close to those of TensorFlow's own operations. */
  function expectSame(f: (inputs: never) => Tensor, inputs: () => Record<string, Tensor>): void {
    const fast = gradientsOf(f, inputs());
    const plain = withoutKernels(() => gradientsOf(f, inputs()));
    expect(fast.shape).toEqual(plain.shape);
    expectClose('y', fast.y, plain.y);
    for (const [name, expected] of Object.entries(plain.gradients)) {
      expectClose(`gradient of ${name}`, fast.gradients[name]!, expected, 2e-5);
    }
  }

  describe.each(shapes)('batch norm of [%i, %i, %i, %i]', (...shape) => {
    const channels = shape[3];
    const operands = (seed: number) => ({
      x: values(shape, seed, (v) => 3 * v + 5),
      added: values(shape, 2),
      scale: values([channels], 3, (v) => v + 0.2),
      offset: values([channels], 4),
      mean: values([channels], 5),
      variance: values([channels], 6, (v) => Math.abs(v) + 0.5),
    });

    it.each(ends)('of the batch, added: $added, then $relu', ({ added, relu }) => {
      const f = ({ x, scale, offset, ...rest }: Operands) =>
        batchNormTraining(x, { scale, offset }, { activation: relu, added: added ? rest.added : undefined })
          .y;
      expectSame(f, () => operands(1));
    });

    it.each(ends)('of running statistics, added: $added, then $relu', ({ added, relu }) => {
      const f = ({ x, added: skip, ...p }: Operands) =>
        batchNorm(x, p, { activation: relu, added: added ? skip : undefined });
      expectSame(f, () => operands(1));
    });
  });

  it('keeps mean and variance of numbers far from 0', () => {
    const x = values<Tensor4D>([2, 40, 41, 5], 1, (v) => v / 100 + 1000);
    const one = values<Tensor1D>([5], 1, () => 1);
    const { y, mean, variance } = batchNormTraining(x, { scale: one, offset: one });
    const data = x.dataSync();
    for (let c = 0; c < 5; c++) {
      const own = Array.from({ length: data.length / 5 }, (_, i) => data[i * 5 + c]!);
      const average = own.reduce((sum, v) => sum + v, 0) / own.length;
      const spread = own.reduce((sum, v) => sum + (v - average) ** 2, 0) / (own.length - 1);
      expect(mean.dataSync()[c]).toBeCloseTo(average, 3);
      expect(Math.abs(variance.dataSync()[c]! / spread - 1)).toBeLessThan(1e-5);
    }
    for (const tensor of [x, one, y, mean, variance]) tensor.dispose();
  });

  it.each([
    [{ size: 3, stride: 2, padding: 1 }, [2, 7, 8, 19]],
    [{ size: 2 }, [1, 6, 6, 64]],
    [{ size: 3, stride: 1, padding: 1 }, [2, 5, 5, 3]],
    [{ size: 5, stride: 3, padding: 2 }, [1, 11, 9, 8]],
    // The widest window whose places a byte holds, and one that is wider.
    [{ size: 16, stride: 5, padding: 8 }, [1, 21, 18, 5]],
    [{ size: 17, stride: 5, padding: 8 }, [1, 21, 18, 5]],
  ] as const)('pools by %o', (options, shape) => {
    // Many equal values: the first of the window takes the gradient.
    const inputs = () => ({ x: values(shape, 1, (v) => Math.round(3 * v)) });
    expectSame(({ x }: { x: Tensor4D }) => maxPool2d(x, options), inputs);
  });

  it('lays tensors end to end and cuts them up again, as without the kernels', () => {
    const parts = [values([3, 2], 1), values([], 2), values([2, 1, 2, 3], 3)];
    for (const use of [<T>(f: () => T) => f(), withoutKernels]) {
      const vector = use(() => layEndToEnd(parts));
      expect([...vector.dataSync()]).toEqual(parts.flatMap((part) => [...part.dataSync()]));
      const back = use(() => cutUp(vector, parts));
      expect(back.map(({ shape }) => shape)).toEqual(parts.map(({ shape }) => shape));
      back.forEach((part, i) => {
        expect(part.dataSync()).toEqual(parts[i]!.dataSync());
        part.dispose();
      });
      vector.dispose();
    }
    for (const part of parts) part.dispose();
  });
});
