import { join } from 'node:path';
import { MetricsLog } from '@ftn/checkpoints/node';
import type { EpochReport } from '../loop/train-loop.js';

/** The epochs a run's log tells of, those before it was last resumed too. */
export async function epochsOfRun(directory: string): Promise<EpochReport[]> {
  const { records } = await MetricsLog.read(join(directory, 'metrics.jsonl'));
  let best = Number.NEGATIVE_INFINITY;
  return records
    .filter(({ kind }) => kind === 'epoch')
    .map((record) => {
      const { epoch, step, loss, validation } = record as unknown as Omit<EpochReport, 'best'>;
      const isBest = validation !== null && validation > best;
      if (isBest) best = validation;
      return { epoch, step, loss, validation, best: isBest };
    });
}
