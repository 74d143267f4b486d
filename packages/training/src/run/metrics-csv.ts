import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type MetricsRecord, writeFileAtomic } from '@ftn/checkpoints/node';
import { forCsv } from '@ftn/errors';
import { storageError } from '@ftn/errors/node';
import { scalarsOf } from './scalars.js';

const header = 'step,epoch,scalar,value\n';

/** The lines of a record, one for each scalar. */
function linesOf(record: MetricsRecord, metric: string): string {
  const epoch = typeof record.epoch === 'number' ? record.epoch : '';
  return Object.entries(scalarsOf(record, metric))
    .map(([name, value]) => `${[record.step, epoch, forCsv(name), value].join(',')}\n`)
    .join('');
}

/** Where a run's scalars stand as CSV, and what its validation measures. */
export interface MetricsCsvPlace {
  readonly directory: string;
  readonly metric: string;
}

/** Writes all of a run's scalars anew from its log, as one atomic file: a process killed meanwhile leaves the old or the new. */
export async function rewriteMetricsCsv(
  { directory, metric }: MetricsCsvPlace,
  records: readonly MetricsRecord[],
): Promise<void> {
  const text = header + records.map((record) => linesOf(record, metric)).join('');
  await writeFileAtomic(join(directory, 'metrics.csv'), text);
}

/**
 * All scalars of a run, for spreadsheets and data frames: metrics.csv, a line `step,epoch,scalar,value` each. It says what
 * metrics.jsonl says, from which it is made anew whenever a run goes on; in between, lines are added as they come.
 */
export class MetricsCsv {
  readonly #path: string;
  readonly #metric: string;

  private constructor(path: string, metric: string) {
    this.#path = path;
    this.#metric = metric;
  }

  /** The file of a run whose log holds `records`, ready for more; nothing stays open between two of them. */
  static async open(place: MetricsCsvPlace, records: readonly MetricsRecord[]): Promise<MetricsCsv> {
    await rewriteMetricsCsv(place, records);
    return new MetricsCsv(join(place.directory, 'metrics.csv'), place.metric);
  }

  /** Adds a record's scalars. */
  async append(record: MetricsRecord): Promise<void> {
    const text = linesOf(record, this.#metric);
    await appendFile(this.#path, text).catch((error: unknown) => {
      throw storageError('the scalars could not be written', this.#path, error, text.length);
    });
  }
}
