import { UsageError } from '@ftn/errors';
import type { Direction } from './metric.js';

/** One task: what the multi-task system and the network for this task alone reach, in the same unit. */
export interface TaskScore {
  readonly task: string;
  readonly value: number;
  readonly reference: number;
  readonly better: Direction;
}

export interface MultiTaskDelta {
  /** Percent; above zero the system is better than its single-task references on average. */
  readonly delta: number;
  /** Percent of each task, in the order given. */
  readonly perTask: readonly { readonly task: string; readonly delta: number }[];
}

/**
 * Multi-task performance Δ_m = 100/T · Σ_t ± (M_t − S_t) / S_t in percent: the mean relative gain over single-task
 * references, + where higher is better and − where lower is (Maninis et al., CVPR 2019).
 *
 * A NaN among the values makes Δ_m NaN.
 * @throws UsageError for no task, or a reference of zero or less, to which no gain is relative.
 */
export function multiTaskDelta(scores: readonly TaskScore[]): MultiTaskDelta {
  if (scores.length === 0) throw new UsageError('A multi-task delta needs at least one task');
  const perTask = scores.map(({ task, value, reference, better }) => {
    if (reference <= 0 || reference === Number.POSITIVE_INFINITY) {
      throw new UsageError(`the single-task reference of '${task}' is no measure of a gain`, {
        expected: 'a number above zero',
        got: String(reference),
      });
    }
    const gain = (100 * (value - reference)) / reference;
    return { task, delta: better === 'higher' ? gain : -gain };
  });
  return { delta: perTask.reduce((sum, { delta }) => sum + delta, 0) / scores.length, perTask };
}
