import {
  add,
  mean,
  mul,
  reshape,
  type Scalar,
  scalar,
  slice,
  softplus,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { absolute } from '../../layers/absolute.js';

/** The logits (select, skip) of every block, first to last, for every domain. */
export type PolicyLogits = readonly (readonly Tensor[])[];

const column = (rows: Tensor2D, index: 0 | 1) =>
  reshape(slice(rows, [0, index], [rows.shape[0], 1]), [rows.shape[0]]) as Tensor1D;

/**
 * How unlikely skipping is: Σ_t mean_l −log p_t(l skipped), over the last `blocks` blocks of every domain, with
 * −log softmax(z)_skip = softplus(z_select − z_skip).
 */
export function sparsityLoss(policies: PolicyLogits, blocks: number): Scalar {
  const losses = policies.map((logits) => {
    const rows = stack([...logits.slice(-blocks)]) as Tensor2D;
    return mean(softplus(sub(column(rows, 0), column(rows, 1)))) as Scalar;
  });
  return losses.reduce((total, loss) => add(total, loss));
}

/**
 * How differently domains use the network: Σ_{i<j} Σ_l (l + 1)/L · |z_i,select(l) − z_j,select(l)|, l = 0 … L−1: late
 * blocks are to be shared the most.
 */
export function sharingLoss(policies: PolicyLogits): Scalar {
  const selects = policies.map((logits) => column(stack([...logits]) as Tensor2D, 0));
  const count = policies[0]!.length;
  const weights = tensor1d(Array.from({ length: count }, (_, l) => (l + 1) / count));
  let total: Scalar = scalar(0);
  for (const [i, one] of selects.entries()) {
    for (const other of selects.slice(i + 1)) {
      total = add(total, sum(mul(absolute(sub(one, other)), weights)));
    }
  }
  return total;
}
