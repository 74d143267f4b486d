import type { Domain } from '@ftn/adapters';
import { prepareImage, type TransformStep } from '@ftn/datasets/memory';
import { FormatError } from '@ftn/errors';
import { softmax, type Tensor2D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { PixelImage } from './pixel-image.js';

/** A class with its probability, 0 to 1. */
export interface LabelProbability {
  readonly label: string;
  readonly probability: number;
}

/** What a domain says of an image. */
export interface Answer {
  /** Every class, the most probable first. */
  readonly labels: readonly LabelProbability[];
  /** From prepared pixels to probabilities. */
  readonly milliseconds: number;
}

/**
 * What a domain says of an image: softmax of its logits, ΔW unmerged.
 *
 * @param steps how the domain's images are prepared: its adapter's `input.steps`
 * @throws FormatError for a domain whose output is no list of classes
 */
export async function answerOf(
  domain: Domain,
  steps: readonly TransformStep[],
  image: PixelImage,
): Promise<Answer> {
  const { images, shape } = prepareImage(image, steps);
  const began = performance.now();
  const probabilities = tidy(() => {
    const { output } = domain.forward(tensor4d(images, [...shape]), 'eval');
    if (output.rank !== 2) {
      throw new FormatError(`the domain '${domain.name}' predicts maps`, { expected: 'a domain of classes' });
    }
    return softmax(output as Tensor2D);
  });
  const values = await probabilities.data();
  probabilities.dispose();
  const milliseconds = performance.now() - began;
  const labels = domain.classes.map((label, i) => ({ label, probability: values[i]! }));
  return { labels: labels.sort((a, b) => b.probability - a.probability), milliseconds };
}
