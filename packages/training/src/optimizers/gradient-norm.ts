import { addN, type Scalar, square, sum, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';

/** What keeps a gradient of no length from being divided by it, as PyTorch. */
const tiny = 1e-6;

/** The length of all gradients of some variables laid end to end: √(Σ g²). */
export function gradientNorm(variables: readonly Variable[], gradients: ReadonlyMap<string, Tensor>): number {
  const own = variables.flatMap(({ name }) => gradients.get(name) ?? []);
  if (own.length === 0) return 0;
  const squares = tidy(() => addN(own.map((gradient) => sum(square(gradient)) as Scalar)));
  const value = Math.sqrt(squares.dataSync()[0]!);
  squares.dispose();
  return value;
}

/**
 * What gradients are multiplied by so that their norm is at most `most`: min(1, most / (norm + 1e-6)), as
 * torch.nn.utils.clip_grad_norm_; 1 where the norm is no finite number, so that the update names the parameters at fault.
 */
export function clippingFactor(norm: number, most: number): number {
  return Number.isFinite(norm) ? Math.min(1, most / (norm + tiny)) : 1;
}
