import { join } from 'node:path';
import { MetricsLog } from '@ftn/checkpoints/node';
import { type Direction, isBetter } from '@ftn/metrics';
import type { EpochReport } from '../loop/train-loop.js';

/** The epochs a run's log tells of, those before it was last resumed too. */
export async function epochsOfRun(directory: string, better: Direction = 'higher'): Promise<EpochReport[]> {
  const { records } = await MetricsLog.read(join(directory, 'metrics.jsonl'));
  let best: number | null = null;
  return records
    .filter(({ kind }) => kind === 'epoch')
    .map((record) => {
      const { epoch, step, loss, validation } = record as unknown as Omit<EpochReport, 'best'>;
      const isBest = validation !== null && (best === null || isBetter({ better }, validation, best));
      if (isBest) best = validation;
      return { epoch, step, loss, validation, best: isBest };
    });
}
