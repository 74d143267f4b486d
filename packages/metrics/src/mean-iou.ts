import { MismatchError } from '@ftn/errors';
import { classScores } from './class-scores.js';
import { requireSameLength } from './images/image.js';
import { type LabelConvention, type LabelConventionName, labelConvention } from './label-convention.js';
import type { Meter } from './meter.js';

/** A label map: any number of pixels, in any order the prediction shares. */
export type LabelMap = Uint8Array | Uint16Array | Int32Array;

/** What one class contributed. */
export interface ClassIoU {
  /** Pixels of this class in the ground truth, in the prediction, and in both. */
  readonly truth: number;
  readonly predicted: number;
  readonly intersection: number;
  /** 100 · intersection / union, in percent; 0 for an absent class under `zero`, NaN under `skip`. */
  readonly iou: number;
}

export interface MeanIoUResult {
  /** Mean of the classes' IoU, in percent; under `skip` of those present, NaN when none is. */
  readonly mIoU: number;
  /** 100 · pixels labelled right / pixels judged, in percent; NaN without pixels. */
  readonly pixelAccuracy: number;
  /** Mean over the classes with ground truth of 100 · intersection / ground truth, in percent; NaN without any. */
  readonly meanAccuracy: number;
  /** Pixels judged, and ground-truth pixels left out. */
  readonly count: number;
  readonly ignored: number;
  readonly perClass: readonly ClassIoU[];
  /** classes × classes counts, row-major: `confusion[truth * classes + prediction]`. */
  readonly confusion: Float64Array;
}

/**
 * Streaming mean intersection over union: mIoU = mean_c 100 · TP_c / (TP_c + FP_c + FN_c), counts summed over the whole
 * data set before dividing, in percent.
 *
 * What counts as a class is a convention, and published figures differ by it: see `labelConventions`.
 */
export class MeanIoU implements Meter<LabelMap, LabelMap, MeanIoUResult> {
  readonly convention: LabelConvention;
  readonly #confusion: Float64Array;
  #ignored = 0;

  /** @throws UsageError for an unknown name or a number of classes that counts nothing. */
  constructor(convention: LabelConventionName | LabelConvention) {
    this.convention = labelConvention(convention);
    this.#confusion = new Float64Array(this.convention.classes ** 2);
  }

  /**
   * Adds pixels: predicted classes (0 to classes − 1) and labels as the data set stores them.
   * @throws MismatchError for another number of pixels or a value that is no class; nothing is counted then.
   */
  update(prediction: LabelMap, truth: LabelMap): void {
    requireSameLength(prediction, truth);
    const { classes, firstLabel, ignore } = this.convention;
    this.#check(prediction, truth);
    for (let i = 0; i < truth.length; i++) {
      const label = truth[i]!;
      if (ignore.includes(label)) this.#ignored++;
      else this.#confusion[(label - firstLabel) * classes + prediction[i]!]!++;
    }
  }

  result(): MeanIoUResult {
    const { classes, absent } = this.convention;
    const perClass = classScores(this.#confusion, classes).map(
      ({ truth, predicted, correct: intersection, iou }): ClassIoU => {
        const isAbsent = truth + predicted === 0;
        return { truth, predicted, intersection, iou: isAbsent && absent === 'zero' ? 0 : iou };
      },
    );
    const count = perClass.reduce((sum, { truth }) => sum + truth, 0);
    const right = perClass.reduce((sum, { intersection }) => sum + intersection, 0);
    const labelled = perClass.filter(({ truth }) => truth > 0);
    return {
      mIoU: mean(perClass.map(({ iou }) => iou).filter((iou) => !Number.isNaN(iou))),
      pixelAccuracy: (100 * right) / count,
      meanAccuracy: mean(labelled.map(({ truth, intersection }) => (100 * intersection) / truth)),
      count,
      ignored: this.#ignored,
      perClass,
      confusion: this.#confusion.slice(),
    };
  }

  reset(): void {
    this.#confusion.fill(0);
    this.#ignored = 0;
  }

  #check(prediction: LabelMap, truth: LabelMap): void {
    const { classes, firstLabel, ignore } = this.convention;
    for (let i = 0; i < truth.length; i++) {
      const label = truth[i]!;
      if (ignore.includes(label)) continue;
      if (label < firstLabel || label >= firstLabel + classes) {
        throw new MismatchError(`the label of pixel ${i} is not a class`, {
          expected: `${firstLabel} to ${firstLabel + classes - 1}, or ${ignore.join(', ') || 'nothing'} to ignore`,
          got: String(label),
          hint: 'Choose the convention the labels were made with.',
        });
      }
      const predicted = prediction[i]!;
      if (predicted < 0 || predicted >= classes) {
        throw new MismatchError(`the prediction of pixel ${i} is not a class`, {
          expected: `0 to ${classes - 1}`,
          got: String(predicted),
        });
      }
    }
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}
