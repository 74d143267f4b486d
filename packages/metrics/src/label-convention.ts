import { suggest, UsageError } from '@ftn/errors';

/** The value of labels and edges that no loss and no metric counts. */
export const IGNORED_LABEL = 255;

/** How stored labels become classes. */
export interface LabelConvention {
  /** Classes judged; predictions are 0 to classes − 1. */
  readonly classes: number;
  /** The stored label of class 0. */
  readonly firstLabel: number;
  /** Stored labels whose pixels are left out. */
  readonly ignore: readonly number[];
  /** A class in neither the ground truth nor the prediction: IoU 0, or no part of the mean. */
  readonly absent: 'zero' | 'skip';
}

/**
 * NYUD's two published conventions. `nyud-41`: background is a class of its own, only 255 is left out (ASTMT and RCM).
 * `nyud-40`: pixels without a label (0) are left out as well (Vandenhende). Both count an absent class as 0.
 */
export const labelConventions = {
  'nyud-41': { classes: 41, firstLabel: 0, ignore: [255], absent: 'zero' },
  'nyud-40': { classes: 40, firstLabel: 1, ignore: [0, 255], absent: 'zero' },
} as const satisfies Readonly<Record<string, LabelConvention>>;

export type LabelConventionName = keyof typeof labelConventions;

/** @throws UsageError for an unknown name or a number of classes that counts nothing. */
export function labelConvention(convention: LabelConventionName | LabelConvention): LabelConvention {
  if (typeof convention === 'string') {
    const found = (labelConventions as Readonly<Record<string, LabelConvention>>)[convention];
    if (found) return found;
    throw new UsageError(`there is no label convention '${convention}'`, {
      hint: suggest(convention, Object.keys(labelConventions)),
    });
  }
  const { classes, firstLabel } = convention;
  if (Number.isInteger(classes) && classes > 0 && Number.isInteger(firstLabel)) return convention;
  throw new UsageError('A label convention counts nothing', {
    expected: 'a positive number of classes and a whole first label',
    got: `${classes} classes from label ${firstLabel}`,
  });
}
