import { stridedSlice, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { onEveryEngine } from '../testing/engines.js';
import { values } from '../testing/values.js';
import { apart, interleaved, upTo } from './interleave.js';

onEveryEngine(() => {
  it.each([
    [[2, 7, 9, 3], 2],
    [[1, 6, 4, 1], 2],
    [[2, 8, 7, 2], 3],
    [[1, 5, 5, 4], 1],
  ] as const)('shows taps of an image of %j %i apart as a strided slice does', (shape, stride) => {
    tidy(() => {
      const x = values([...shape] as [number, number, number, number], 1);
      const seen = apart(x as never, stride);
      const [n, h, w, c] = shape;
      for (const top of [0, 1, 2]) {
        for (const left of [0, 1, 2, 3]) {
          const rows = Math.floor((h - top - 1) / stride) + 1;
          const columns = Math.floor((w - left - 1) / stride) + 1;
          const end = [n, top + (rows - 1) * stride + 1, left + (columns - 1) * stride + 1, c];
          const expected = stridedSlice(x, [0, top, left, 0], end, [1, stride, stride, 1]);
          const tap = seen(top, left, [rows, columns]);
          expect(tap.shape).toEqual(expected.shape);
          expect(tap.dataSync()).toEqual(expected.dataSync());
        }
      }
    });
  });

  it('lays phases beside each other as they came apart', () => {
    tidy(() => {
      const x = values([2, 6, 9, 2], 1);
      const seen = apart(x as never, 3);
      const phases = upTo(9).map((k) => seen(Math.floor(k / 3), k % 3, [2, 3]));
      expect(interleaved(phases, 3).dataSync()).toEqual(x.dataSync());
    });
  });
});
