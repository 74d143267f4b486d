import type { RandomStream } from '@ftn/random';
import type { PolicyNoise } from '@ftn/tensor-factors';

/** A sample of the standard Gumbel distribution, −log(−log u) with u uniform. */
function gumbel(random: RandomStream): number {
  return -Math.log(-Math.log(Math.max(random.uniform(), Number.MIN_VALUE)));
}

/** The noise of one block's two logits. */
export function gumbelNoise(random: RandomStream): PolicyNoise {
  return [gumbel(random), gumbel(random)];
}
