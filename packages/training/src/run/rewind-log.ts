import type { MetricsLog } from '@ftn/checkpoints/node';
import type { Position } from '../loop/train-loop.js';

/**
 * Takes a log back to a position: what comes after it goes, and so does the record of an epoch whose
 * validation is still to come, though it stands at the same step.
 */
export async function rewindLog(log: MetricsLog, position: Position | undefined): Promise<void> {
  if (!position || position.batch === 0) return log.truncateAfter(position?.step ?? 0);
  const { step } = position;
  const { records } = await log.read();
  await log.truncateAfter(step - 1);
  for (const record of records) {
    if (record.step === step && record.kind === 'step') await log.append(record);
  }
}
