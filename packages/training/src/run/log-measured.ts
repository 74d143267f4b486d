import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { MetricsLog, type MetricsRecord } from '@ftn/checkpoints/node';
import { TensorBoardWriter } from '../events/tensorboard-writer.js';
import { rewriteMetricsCsv } from './metrics-csv.js';
import { scalarsOf } from './scalars.js';

/** Metrics on the test images by the name of each task or domain; the name is left out where there is one. */
function testMetrics(
  measured: Readonly<Record<string, { readonly metrics: Readonly<Record<string, number>> }>>,
) {
  const all = Object.entries(measured);
  return Object.fromEntries(
    all.flatMap(([of, { metrics }]) =>
      Object.entries(metrics).map(
        ([name, value]) => [all.length === 1 ? name : `${of}/${name}`, value] as const,
      ),
    ),
  );
}

/**
 * Adds what a finished run reaches on its test images to its logs: a record of metrics.jsonl in the place of an earlier one,
 * metrics.csv, TensorBoard. Nothing happens where a folder holds no log.
 *
 * @param metric the name of what its validation measures
 */
export async function logMeasured(
  directory: string,
  measured: Readonly<Record<string, { readonly metrics: Readonly<Record<string, number>> }>>,
  metric: string,
): Promise<void> {
  const path = join(directory, 'metrics.jsonl');
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  await using log = await MetricsLog.open(path);
  const last = (await log.read()).records.at(-1);
  if (last === undefined) return;
  const epoch = typeof last.epoch === 'number' ? { epoch: last.epoch } : {};
  const record: MetricsRecord = { kind: 'test', step: last.step, ...epoch, metrics: testMetrics(measured) };
  await log.rewrite(({ kind }) => kind !== 'test');
  await log.append(record);
  await rewriteMetricsCsv({ directory, metric }, (await log.read()).records);
  await using board = await TensorBoardWriter.open(directory, { firstStep: last.step + 1 });
  board.scalars(last.step, scalarsOf(record, metric));
}
