import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { channelMeans, channelSums } from './channel-sums.js';
import { onEveryEngine } from './testing/engines.js';
import { values } from './testing/values.js';

onEveryEngine(() => {
  it.each([[[2, 5, 7, 3]], [[1, 1, 9, 17]], [[3, 40, 41, 4]], [[2, 1, 1, 70]]] as const)(
    'adds up and averages the channels of %j',
    (shape) => {
      tidy(() => {
        const x = values([...shape] as [number, number, number, number], 1, (v) => 3 * v + 5) as never;
        const [n, h, w, c] = shape;
        const exact = new Float64Array(c);
        for (const [i, v] of (x as { dataSync(): Float32Array }).dataSync().entries()) exact[i % c]! += v;
        const [sums, means] = [channelSums(x).dataSync(), channelMeans(x).dataSync()];
        for (const [i, sum] of exact.entries()) {
          expect(Math.abs(sums[i]! / sum - 1)).toBeLessThan(2e-6);
          expect(Math.abs((means[i]! * n * h * w) / sum - 1)).toBeLessThan(2e-6);
        }
      });
    },
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'keeps %d, in its channel',
    (odd) => {
      tidy(() => {
        const x = tensor4d(new Float32Array(3 * 5 * 5).fill(1), [1, 3, 5, 5]);
        const numbers = x.dataSync();
        numbers[7] = odd;
        const broken = tensor4d(numbers, [1, 3, 5, 5]);
        expect([...channelSums(broken).dataSync()]).toEqual([15, 15, odd, 15, 15]);
        expect([...channelMeans(broken).dataSync()]).toEqual([1, 1, odd, 1, 1]);
      });
    },
  );
});
