import { UsageError } from '@ftn/errors';
import { matMul, mul, softmax, sub, sum, type Tensor, type Tensor3D, tidy } from '@tensorflow/tfjs-core';
import { differentiable } from './autodiff/differentiable.js';
import { checkRank } from './check.js';

/**
 * Attention of every place on every other, y = softmax(query · keyᵀ) · value along the keys, differentiable in all three.
 *
 * The weights alone are kept for the gradient: the largest tensor is [N, Q, K].
 *
 * @param query [N, Q, D]
 * @param key [N, K, D]
 * @param value [N, K, C]
 * @returns [N, Q, C]
 * @throws UsageError when the shapes do not fit
 */
export function attention(query: Tensor3D, key: Tensor3D, value: Tensor3D): Tensor3D {
  checkRank('attention', 'query', query, '[N, Q, D]');
  checkRank('attention', 'key', key, '[N, K, D]');
  checkRank('attention', 'value', value, '[N, K, C]');
  const [n, , depth] = query.shape;
  if (
    key.shape[0] !== n ||
    key.shape[2] !== depth ||
    value.shape[0] !== n ||
    value.shape[1] !== key.shape[1]
  ) {
    const show = (t: Tensor) => `[${t.shape.join(', ')}]`;
    throw new UsageError('attention: query, key and value do not fit each other', {
      expected: '[N, Q, D], [N, K, D] and [N, K, C]',
      got: `${show(query)}, ${show(key)} and ${show(value)}`,
    });
  }
  return differentiable<Tensor>(
    { query, key, value },
    (save) => {
      const weights = softmax(matMul(query, key, false, true));
      save([query, key, value, weights]);
      return matMul(weights, value);
    },
    (dy, saved, wanted) => {
      const [savedQuery, savedKey, savedValue, weights] = saved as [Tensor, Tensor, Tensor, Tensor];
      const scores =
        wanted('query') || wanted('key')
          ? tidy(() => {
              const slope = mul(matMul(dy, savedValue, false, true), weights);
              return sub(slope, mul(weights, sum(slope, -1, true)));
            })
          : undefined;
      return {
        query: () => matMul(scores as Tensor, savedKey),
        key: () => matMul(scores as Tensor, savedQuery, true),
        value: () => matMul(weights, dy, true),
      };
    },
  ) as Tensor3D;
}
