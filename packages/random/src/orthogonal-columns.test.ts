import { expect, it } from 'vitest';
import { orthogonalColumns, RandomStream } from './index.js';

it.each([
  [64, 4],
  [9, 9],
  [3, 12],
  [1, 5],
])('orthogonalColumns(%i, %i) is orthonormal along its longer side', (rows, columns) => {
  const matrix = orthogonalColumns(rows, columns, new RandomStream(3, 'init'));
  expect(matrix).toHaveLength(rows * columns);
  const tall = rows >= columns;
  const [count, length] = tall ? [columns, rows] : [rows, columns];
  const at = (vector: number, i: number) =>
    tall ? matrix[i * columns + vector]! : matrix[vector * columns + i]!;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      let dot = 0;
      for (let i = 0; i < length; i++) dot += at(a, i) * at(b, i);
      expect(Math.abs(dot - (a === b ? 1 : 0))).toBeLessThan(1e-6);
    }
  }
});
