import { UsageError } from '@ftn/errors';
import { sizeProblem } from '../transforms/validate-transforms.js';
import type { DenseStep } from './dense-step.js';

/**
 * Checks the steps of images with maps.
 * @throws UsageError for steps that cannot run: invalid sizes or ranges, or an invalid order
 */
export function validateDenseSteps(steps: readonly DenseStep[]): void {
  steps.forEach((step, i) => {
    const problem = problemOf(step) ?? orderProblem(steps, i);
    if (problem) throw new UsageError(`transform ${i + 1} ('${step.kind}') ${problem}`);
  });
}

function problemOf(step: DenseStep): string | undefined {
  switch (step.kind) {
    case 'resize':
    case 'random-crop':
    case 'center-crop':
      return sizeProblem(step.size);
    case 'pad-to':
      return (
        sizeProblem(step.size) ??
        ((step.fill ?? []).every((v) => v >= 0 && v <= 255) ? undefined : 'needs a fill of 0 to 255')
      );
    case 'random-scale':
      return step.scales.length > 0 && step.scales.every((s) => s >= 0.05 && s <= 20)
        ? undefined
        : `needs scales from 0.05 to 20, got ${JSON.stringify(step.scales)}`;
    case 'flip':
      return step.p >= 0 && step.p <= 1 ? undefined : `needs a probability, got ${step.p}`;
    case 'normalize':
      return step.std.every((s) => s > 0) && step.mean.every(Number.isFinite)
        ? undefined
        : 'needs a positive std for each channel';
    default:
      return 'is not a known transform';
  }
}

function orderProblem(steps: readonly DenseStep[], i: number): string | undefined {
  if (steps[i]!.kind === 'normalize' && i < steps.length - 1) return 'must be the last step';
  // After a zoom the image is no longer bytes, which the antialiased resize works on.
  if (steps[i]!.kind === 'resize' && steps.slice(0, i).some(({ kind }) => kind === 'random-scale'))
    return "must stand before 'random-scale'";
  return undefined;
}
