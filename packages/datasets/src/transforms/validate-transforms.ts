import { UsageError } from '@ftn/errors';
import { colorJitterProblem } from '../augment/color-jitter.js';
import { randAugmentProblem } from '../augment/rand-augment.js';
import { heightAndWidth, type Size, type TransformStep } from './transform-step.js';

/**
 * Checks the steps of a transform.
 * @throws UsageError for steps that cannot run: invalid sizes or ranges, or a normalisation that is not last
 */
export function validateTransforms(steps: readonly TransformStep[]): void {
  steps.forEach((step, i) => {
    const problem =
      problemOf(step) ??
      (step.kind === 'normalize' && i < steps.length - 1 ? 'must be the last step' : undefined);
    if (problem) throw new UsageError(`transform ${i + 1} ('${step.kind}') ${problem}`);
  });
}

function problemOf(step: TransformStep): string | undefined {
  switch (step.kind) {
    case 'resize':
    case 'center-crop':
    case 'resize-shorter':
      return sizeProblem(step.size);
    case 'random-crop':
      return sizeProblem(step.size) ?? paddingProblem(step.padding ?? 0);
    case 'random-resized-crop': {
      const { scale = [0.08, 1], ratio = [3 / 4, 4 / 3] } = step;
      const ordered =
        scale[0] > 0 && scale[0] <= scale[1] && scale[1] <= 1 && ratio[0] > 0 && ratio[0] <= ratio[1];
      return (
        sizeProblem(step.size) ??
        (ordered ? undefined : 'needs 0 < scale[0] ≤ scale[1] ≤ 1 and 0 < ratio[0] ≤ ratio[1]')
      );
    }
    case 'pad':
      return paddingProblem(step.padding);
    case 'flip':
      return step.p >= 0 && step.p <= 1 ? undefined : `needs a probability, got ${step.p}`;
    case 'normalize':
      return step.std.every((s) => s > 0) && step.mean.every(Number.isFinite)
        ? undefined
        : 'needs a positive std for each channel';
    case 'color-jitter':
      return colorJitterProblem(step);
    case 'rand-augment':
      return randAugmentProblem(step);
    case 'grayscale':
      return undefined;
    default:
      return 'is not a known transform';
  }
}

/** What is wrong with a size, if anything. */
export function sizeProblem(size: Size): string | undefined {
  const fine = heightAndWidth(size).every((side) => Number.isInteger(side) && side > 0 && side <= 16384);
  return fine ? undefined : `needs whole numbers of pixels from 1 to 16384, got ${JSON.stringify(size)}`;
}

function paddingProblem(padding: number): string | undefined {
  return Number.isInteger(padding) && padding >= 0 && padding <= 4096
    ? undefined
    : `needs a padding of 0 to 4096, got ${padding}`;
}
