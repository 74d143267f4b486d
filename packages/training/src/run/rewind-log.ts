import type { MetricsLog } from '@ftn/checkpoints/node';
import type { TrainingPosition } from '../loop/train-loop.js';

/**
 * Takes a log back to a position: what comes after it goes, and so does the record of an epoch whose
 * validation is still to come, or of settings that changed there and were not gone on under, though they stand at the
 * same step.
 */
export async function rewindLog(log: MetricsLog, position: TrainingPosition | undefined): Promise<void> {
  const { step: last, batch } = position ?? { step: 0, batch: 0 };
  await log.rewrite(({ step, kind }) => {
    if (step !== last) return step < last;
    return kind === 'step' || (kind === 'epoch' && batch === 0);
  });
}
