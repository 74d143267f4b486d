import { concat, randomNormal, setBackend, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { profileOperations } from '../autodiff/profile.js';
import { kernelBackend, withoutKernels } from '../kernels.js';
import type { NativeBackend } from '../native-backend.js';
import { expectClose, values } from '../testing/values.js';
import { conv2d, conv2dFilterGradient, filterGradientProducts } from './conv2d.js';
import { plainForms } from './forms.js';
import { convGeometry } from './geometry.js';
import { stemFilterGradient, stemForward } from './stem.js';

const native = kernelBackend() as NativeBackend;
const here = native !== undefined;
const options = { stride: 2, padding: 3 };

const normal = ([n, h, w, c]: readonly [number, number, number, number], seed: number) =>
  randomNormal([n, h, w, c], 0, 1, 'float32', seed) as Tensor4D;

describe.runIf(here)(
  `the convolution that networks begin with${here ? '' : ': the kernels are not installed here'}`,
  () => {
    beforeAll(async () => {
      await setBackend('tensorflow');
    });

    // Whole tiles and what is left of them, even and odd sizes, whole blocks of channels and not, one to four colours, and more tiles
    // than one task takes.
    it.each([
      { x: [1, 12, 12, 3], output: 32 },
      { x: [2, 33, 47, 3], output: 40 },
      { x: [1, 64, 31, 1], output: 33 },
      { x: [3, 25, 30, 4], output: 96 },
      { x: [2, 7, 9, 2], output: 64 },
      { x: [3, 101, 98, 3], output: 64 },
    ] as const)('equals the plain one, $x to $output channels, and the gradient of its kernel', (layer) => {
      const { x: shape, output } = layer;
      const [x, filter] = [normal(shape, 1), normal([7, 7, shape[3], output], 2)];
      const g = convGeometry('conv2d', shape, filter.shape, options);
      const dy = normal(g.y, 3);
      const plain = withoutKernels(() => [
        plainForms.forward(x, filter, g),
        plainForms.filterGradient(x, dy, g),
      ]);
      const fast = [stemForward(native, x, filter), stemFilterGradient(native, x, dy)];
      for (const [i, name] of ['y', 'dw'].entries()) {
        expect(fast[i]!.shape).toEqual(plain[i]!.shape);
        expectClose(name, fast[i]!, plain[i]!.dataSync());
      }
      for (const tensor of [x, filter, dy, ...plain, ...fast]) tensor.dispose();
    });

    it('gives an image the same bits alone and among others', () => {
      const filter = values<Tensor4D>([7, 7, 3, 64], 2);
      const alone = values<Tensor4D>([1, 61, 58, 3], 1);
      const among = concat([alone, values<Tensor4D>([4, 61, 58, 3], 3)], 0);
      const [one, many] = [alone, among].map((x) => stemForward(native, x, filter));
      expect(many!.dataSync().subarray(0, one!.size)).toEqual(one!.dataSync());
      for (const tensor of [filter, alone, among, one!, many!]) tensor.dispose();
    });

    it('keeps a NaN, and within the tiles that see it', () => {
      const x = values<Tensor4D>([1, 48, 48, 3], 1);
      const data = x.dataSync().slice();
      data[(20 * 48 + 23) * 3 + 1] = Number.NaN;
      const image = tensor4d(data, x.shape);
      const filter = values<Tensor4D>([7, 7, 3, 32], 2);
      const y = stemForward(native, image, filter);
      const numbers = y.dataSync();
      for (let i = 0; i < 24 * 24; i++) {
        const [row, column] = [Math.floor(i / 24), i % 24];
        const lost = numbers.subarray(i * 32, i * 32 + 32).every(Number.isNaN);
        const [down, across] = [20 - 2 * row, 23 - 2 * column];
        if (Math.abs(down) <= 3 && Math.abs(across) <= 3) expect(lost).toBe(true);
        // A tile sees 12 pixels, of which those of a result are 7.
        else if (Math.abs(down) > 9 || Math.abs(across) > 9) expect(lost).toBe(false);
      }
      for (const tensor of [x, image, filter, y]) tensor.dispose();
    });

    it.each([
      ['of 7×7 at stride 2', { x: [4, 96, 96, 3], kernel: 7, output: 64, steps: options }, 2],
      ['of 5×5', { x: [4, 96, 96, 3], kernel: 5, output: 64, steps: { stride: 2, padding: 2 } }, 0],
      ['at stride 1', { x: [4, 64, 64, 3], kernel: 7, output: 64, steps: { padding: 3 } }, 0],
      ['padded otherwise', { x: [4, 96, 96, 3], kernel: 7, output: 64, steps: { stride: 2 } }, 0],
      ['of many channels', { x: [2, 64, 64, 8], kernel: 7, output: 64, steps: options }, 0],
      ['of little work', { x: [1, 32, 32, 3], kernel: 7, output: 32, steps: options }, 0],
    ] as const)('is taken for what it is: a convolution %s', (_, layer, taken) => {
      const { x, kernel, output, steps } = layer;
      const [image, filter] = [values<Tensor4D>(x, 1), values<Tensor4D>([kernel, kernel, x[3], output], 2)];
      const { operations } = profileOperations(() => {
        const y = conv2d(image, filter, steps);
        conv2dFilterGradient(image, y, filter.shape, steps).dispose();
        y.dispose();
      });
      const calls = operations.filter(({ name }) => name.startsWith('FtnStem')).map((one) => one.calls);
      expect(calls.reduce((sum, n) => sum + n, 0)).toBe(taken);
      const products = () => filterGradientProducts(image.shape, filter.shape, steps);
      if (taken > 0) expect(products()).toBeLessThan(withoutKernels(products));
      else expect(products()).toBeGreaterThanOrEqual(withoutKernels(products));
      image.dispose();
      filter.dispose();
    });
  },
);
