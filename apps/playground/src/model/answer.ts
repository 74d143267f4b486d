import type { Domain } from '@ftn/adapters';
import { prepareImage, type TransformStep } from '@ftn/datasets/memory';
import { FormatError } from '@ftn/errors';
import { softmax, type Tensor2D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { PixelImage } from './pixel-image.js';

/** A class with its probability, 0 to 1. */
interface LabelProbability {
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

type Prepared = ReturnType<typeof prepareImage>;

/** Prepared pixels by image and steps: several domains look at an image, and a photograph takes longer to shrink than to look at. */
const prepared = new WeakMap<PixelImage, Map<string, Prepared>>();

function preparedOf(image: PixelImage, steps: readonly TransformStep[]): Prepared {
  const known = prepared.get(image) ?? new Map<string, Prepared>();
  prepared.set(image, known);
  const key = JSON.stringify(steps);
  const made = known.get(key) ?? prepareImage(image, steps);
  known.set(key, made);
  return made;
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
  const { images, shape } = preparedOf(image, steps);
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
