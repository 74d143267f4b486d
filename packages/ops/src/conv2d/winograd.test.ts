import { concat, randomNormal, setBackend, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { profileOperations } from '../autodiff/profile.js';
import { kernelBackend, withoutKernels } from '../kernels.js';
import type { NativeBackend } from '../native-backend.js';
import { expectClose, values } from '../testing/values.js';
import { conv2d, conv2dFilterGradient, conv2dInputGradient, filterGradientProducts } from './conv2d.js';
import { plainForms } from './forms.js';
import { convGeometry } from './geometry.js';
import { winogradFilterGradient, winogradForward, winogradInputGradient } from './winograd.js';

const native = kernelBackend() as NativeBackend;
const here = native !== undefined;

/** Not `values`, which are spread so evenly that long sums of them all but cancel. */
const normal = ([n, h, w, c]: readonly [number, number, number, number], seed: number) =>
  randomNormal([n, h, w, c], 0, 1, 'float32', seed) as Tensor4D;

describe.runIf(here)(
  `convolutions by Winograd's${here ? '' : ': the kernels are not installed here'}`,
  () => {
    beforeAll(async () => {
      await setBackend('tensorflow');
    });

    // Whole tiles and what is left of them, whole blocks of channels and not, tiles by the hundred and a single one.
    const layers = [
      { x: [1, 4, 4, 32], output: 32, padding: 1 },
      { x: [2, 9, 7, 37], output: 45, padding: 0 },
      { x: [1, 6, 11, 130], output: 33, padding: 2 },
      { x: [3, 3, 3, 64], output: 96, padding: 1 },
      { x: [2, 41, 38, 32], output: 40, padding: 1 },
      { x: [5, 30, 31, 33], output: 64, padding: 0 },
      { x: [9, 18, 20, 136], output: 32, padding: 2 },
      { x: [7, 7, 7, 160], output: 128, padding: 1 },
      // So large a kernel that its points are never all in memory, and more tiles than are taken at once.
      { x: [13, 15, 14, 700], output: 512, padding: 1 },
    ] as const;

    it.each(layers)(
      'equal the plain ones, $x to $output channels padded by $padding, and their gradients',
      (layer) => {
        const { x: shape, output, padding } = layer;
        const [x, filter] = [normal(shape, 1), normal([3, 3, shape[3], output], 2)];
        const g = convGeometry('conv2d', shape, filter.shape, { padding });
        const dy = normal(g.y, 3);
        const plain = withoutKernels(() => [
          plainForms.forward(x, filter, g),
          plainForms.inputGradient(dy, filter, g),
          plainForms.filterGradient(x, dy, g),
        ]);
        const fast = [
          winogradForward(native, x, filter, g),
          winogradInputGradient(native, dy, filter, g),
          winogradFilterGradient(native, x, dy, g),
        ];
        for (const [i, name] of ['y', 'dx', 'dw'].entries()) {
          expect(fast[i]!.shape).toEqual(plain[i]!.shape);
          expectClose(name, fast[i]!, plain[i]!.dataSync());
        }
        for (const tensor of [x, filter, dy, ...plain, ...fast]) tensor.dispose();
      },
    );

    it('give an image the same bits alone and among others', () => {
      // By outputs alone, by tiles among others.
      const filter = values<Tensor4D>([3, 3, 136, 64], 2);
      const alone = values<Tensor4D>([1, 30, 30, 136], 1);
      const among = concat([alone, values<Tensor4D>([4, 30, 30, 136], 3)], 0);
      const [one, many] = [alone, among].map((x) =>
        winogradForward(native, x, filter, convGeometry('conv2d', x.shape, filter.shape, { padding: 1 })),
      );
      expect(many!.dataSync().subarray(0, one!.size)).toEqual(one!.dataSync());
      for (const tensor of [filter, alone, among, one!, many!]) tensor.dispose();
    });

    it('keep a NaN, and within the tiles that see it', () => {
      const x = values<Tensor4D>([1, 12, 12, 32], 1);
      const data = x.dataSync().slice();
      data[(5 * 12 + 6) * 32 + 7] = Number.NaN;
      const image = tensor4d(data, x.shape);
      const filter = values<Tensor4D>([3, 3, 32, 32], 2);
      const y = winogradForward(
        native,
        image,
        filter,
        convGeometry('conv2d', x.shape, filter.shape, { padding: 1 }),
      );
      const numbers = y.dataSync();
      for (let i = 0; i < 144; i++) {
        const [row, column] = [Math.floor(i / 12), i % 12];
        const lost = numbers.subarray(i * 32, i * 32 + 32).every(Number.isNaN);
        if (Math.abs(row - 5) <= 1 && Math.abs(column - 6) <= 1) expect(lost).toBe(true);
        else if (row < 4 || row > 7 || column < 4 || column > 7) expect(lost).toBe(false);
      }
      for (const tensor of [x, image, filter, y]) tensor.dispose();
    });

    it.each([
      ['of a stride', { x: [4, 64, 64, 64], output: 64, options: { padding: 1, stride: 2 } }, 0],
      ['of a dilation', { x: [4, 32, 32, 64], output: 64, options: { padding: 2, dilation: 2 } }, 0],
      ['of few channels', { x: [40, 64, 64, 3], output: 32, options: { padding: 1 } }, 0],
      ['of 2×2 pixels', { x: [8, 2, 2, 640], output: 640, options: { padding: 1 } }, 0],
      ['of little work', { x: [4, 16, 16, 64], output: 64, options: { padding: 1 } }, 0],
      ['of 3×3', { x: [4, 32, 32, 64], output: 64, options: { padding: 1 } }, 3],
    ] as const)('are taken where they do less: a convolution %s', (_, { x, output, options }, taken) => {
      const [image, filter] = [values<Tensor4D>(x, 1), values<Tensor4D>([3, 3, x[3], output], 2)];
      const { operations } = profileOperations(() => {
        const y = conv2d(image, filter, options);
        conv2dInputGradient(y, filter, image.shape, options).dispose();
        conv2dFilterGradient(image, y, filter.shape, options).dispose();
        y.dispose();
      });
      const calls = operations
        .filter(({ name }) => name.startsWith('FtnWinograd'))
        .map((operation) => operation.calls);
      expect(calls.reduce((sum, n) => sum + n, 0)).toBe(taken);
      const products = () => filterGradientProducts(image.shape, filter.shape, options);
      if (taken > 0) expect(products()).toBeLessThan(withoutKernels(products) / 2);
      else expect(products()).toBeGreaterThanOrEqual(withoutKernels(products));
      image.dispose();
      filter.dispose();
    });
  },
);
