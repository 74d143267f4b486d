import { UsageError } from '@ftn/errors';
import {
  cast,
  gather,
  oneHot,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { differentiable } from './autodiff/differentiable.js';
import { checkRank } from './check.js';
import { matMul2d } from './mat-mul2d.js';

/**
 * Rows of a table by their numbers, differentiable in the table: a row asked for twice gathers both gradients.
 *
 * @param table [rows, D]
 * @param indices [N], int32
 * @returns [N, D]
 * @throws UsageError when a number names no row
 */
export function embedding(table: Tensor2D, indices: Tensor1D): Tensor2D {
  checkRank('embedding', 'table', table, '[rows, D]');
  checkRank('embedding', 'indices', indices, '[N]');
  const [rows] = table.shape;
  const values = indices.dataSync();
  const wrong = values.findIndex((index) => !Number.isInteger(index) || index < 0 || index >= rows);
  if (wrong >= 0) {
    throw new UsageError(`embedding: indices[${wrong}] names no row`, {
      expected: `0 … ${rows - 1}`,
      got: String(values[wrong]),
    });
  }
  return differentiable<Tensor>(
    { table },
    (save) => {
      save([indices]);
      return gather(table, indices);
    },
    (dy, [savedIndices]) => ({
      table: () =>
        tidy(() => {
          // TensorFlow.js makes no one-hot numbers of a single row.
          if (rows === 1) return sum(dy, 0, true);
          const chosen = cast(oneHot(cast(savedIndices as Tensor, 'int32'), rows), 'float32') as Tensor2D;
          return matMul2d(chosen, dy as Tensor2D, { transposeA: true });
        }),
    }),
  ) as Tensor2D;
}
