import { join } from 'node:path';
import { MetricsLog } from '@ftn/checkpoints/node';

/** Settings a run went on under after others. */
export interface SettingsChange {
  /** Steps and epochs that were done when they changed. */
  readonly step: number;
  readonly epoch: number;
  /** `name: before → now`. */
  readonly changes: readonly string[];
  /** The rule its learning rates follow from there on. */
  readonly rates: string;
}

/** How a run's settings changed on the way, by its log; empty for a run that had the same from its beginning. */
export async function changesOfRun(directory: string): Promise<SettingsChange[]> {
  const { records } = await MetricsLog.read(join(directory, 'metrics.jsonl'));
  return records
    .filter(({ kind }) => kind === 'change')
    .map((record) => {
      const { step, epoch, changes, rates } = record as unknown as SettingsChange;
      return { step, epoch, changes, rates };
    });
}
