import { setBackend, type Tensor1D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { kernelBackend, withoutKernels } from './kernels.js';
import { adamStep, momentumStep } from './optimizer-steps.js';
import { expectClose, values } from './testing/values.js';

const here = kernelBackend() !== undefined;
const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, size: 0.05, scale: 31.6 };

describe.runIf(here)(
  `steps of optimizers by the kernels${here ? '' : ': they are not installed here'}`,
  () => {
    beforeAll(async () => {
      await setBackend('tensorflow');
    });

    /** What the kernel makes, and the operations it stands for. */
    function expectSame(step: () => Record<string, Tensor1D>): void {
      const [fast, plain] = [step(), withoutKernels(step)];
      for (const [name, expected] of Object.entries(plain)) {
        expectClose(name, fast[name]!, expected.dataSync(), 2e-6);
        fast[name]!.dispose();
        expected.dispose();
      }
    }

    // A number, whole vectors and what is left of them, and several pieces that threads share.
    describe.each([1, 17, 50_000])('of %i parameters', (length) => {
      const vector = (seed: number) => values<Tensor1D>([length], seed);
      const square = (seed: number) => values<Tensor1D>([length], seed, (v) => v * v);
      const [w, gradient, first, second] = [vector(1), vector(2), vector(3), square(4)];

      it.each([
        { decay: 0, shrink: 1 },
        { decay: 0.01, shrink: 1 },
        { decay: 0, shrink: 0.9 },
      ])('are those of Adam, $decay, $shrink', (options) => {
        expectSame(() => adamStep({ values: w, gradient, first, second }, { ...adam, ...options }));
      });

      it.each([
        { decay: 0, nesterov: false },
        { decay: 0.01, nesterov: false },
        { decay: 0.01, nesterov: true },
      ])('are those of gradient descent, $decay, Nesterov: $nesterov', (options) => {
        const rates = { momentum: 0.9, rate: 0.1, ...options };
        expectSame(() => momentumStep({ values: w, gradient, velocity: first }, rates));
      });
    });

    it('tells vectors of other lengths from its own', () => {
      const [w, short] = [values<Tensor1D>([5], 1), values<Tensor1D>([4], 2)];
      const step = () =>
        adamStep({ values: w, gradient: short, first: w, second: w }, { ...adam, decay: 0, shrink: 1 });
      expect(step).toThrow(/must be of one length/);
    });
  },
);
