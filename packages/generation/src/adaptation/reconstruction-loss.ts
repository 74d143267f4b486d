import type { Backbone } from '@ftn/backbones';
import { UsageError } from '@ftn/errors';
import { averagePool2d } from '@ftn/ops';
import {
  abs,
  add,
  div,
  mean,
  mul,
  type Scalar,
  square,
  sub,
  type Tensor,
  type Tensor4D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import type { ReconstructionWeights } from './adaptation-config.js';

/** A frozen classifier whose features are compared, by stage. */
export interface PerceptualFeatures {
  readonly backbone: Backbone;
  /** Names of its stages, e.g. `['layer1', 'layer2']`. */
  readonly stages: readonly string[];
  /** The normalisation of its input, on a scale of 0 to 1. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

const meanAbsolute = (a: Tensor, b: Tensor) => mean(abs(sub(a, b)));

/**
 * How far images are from their targets, a weighted sum of terms: pixels (L1, mean square), an L1 pyramid of averaged
 * images, features of a classifier.
 *
 * @param images [N, S, S, 3] in [−1, 1], differentiable
 * @param target the same shape
 */
export function reconstructionLoss(
  images: Tensor4D,
  target: Tensor4D,
  weights: ReconstructionWeights,
  perceptual?: PerceptualFeatures,
): Scalar {
  const terms: [weight: number, term: () => Tensor][] = [
    [weights.l1, () => meanAbsolute(images, target)],
    [weights.l2, () => mean(square(sub(images, target)))],
    [weights.pyramid, () => pyramid(images, target, weights.levels)],
    [weights.perceptual, () => features(images, target, perceptual)],
  ];
  const used = terms.filter(([weight]) => weight > 0).map(([weight, term]) => mul(term(), weight));
  if (used.length === 0)
    throw new UsageError('the reconstruction loss has no term', {
      hint: 'Weigh one of l1, l2, pyramid, perceptual.',
    });
  return used.reduce((sum, term) => add(sum, term)) as Scalar;
}

/** Σ over levels of the L1 distance of images averaged over 2×2, 4×4 … pixels. */
function pyramid(images: Tensor4D, target: Tensor4D, levels: number): Tensor {
  let [a, b] = [images, target];
  let sum: Tensor | undefined;
  for (let level = 0; level < levels && a.shape[1] % 2 === 0; level++) {
    [a, b] = [averagePool2d(a), averagePool2d(b)];
    const term = meanAbsolute(a, b);
    sum = sum ? add(sum, term) : term;
  }
  if (!sum) throw new UsageError('the pyramid of the reconstruction loss has no level');
  return sum;
}

function features(images: Tensor4D, target: Tensor4D, perceptual?: PerceptualFeatures): Tensor {
  if (!perceptual) throw new UsageError('the perceptual term needs the features of a classifier');
  const { backbone, stages, mean: centre, std } = perceptual;
  // From [−1, 1] to [0, 1] to the classifier's input.
  const normalise = (x: Tensor4D) =>
    div(sub(add(mul(x, 0.5), 0.5), tensor1d([...centre])), tensor1d([...std])) as Tensor4D;
  const [own, wanted] = [backbone.forward(normalise(images)), backbone.forward(normalise(target))];
  const terms = stages.map((stage) => {
    const [a, b] = [own[stage], wanted[stage]];
    if (a && b) return meanAbsolute(a, b);
    throw new UsageError(`the classifier has no stage '${stage}'`, { expected: Object.keys(own).join(', ') });
  });
  return terms.reduce((sum, term) => add(sum, term));
}
