import type { MetricsRecord } from '@ftn/checkpoints/node';

/** What a record holds besides scalars of its own. */
const place: ReadonlySet<string> = new Set([
  'kind',
  'step',
  'epoch',
  'rates',
  'imagesPerSecond',
  'validation',
]);

const finite = (values: Readonly<Record<string, unknown>>, prefix: string): [string, number][] =>
  Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'number' ? [[`${prefix}/${name}`, value] as [string, number]] : [],
  );

/** The numbers of a step by their groups: the loss and its terms, the learning rates, the speed. */
function ofStep(record: MetricsRecord): [string, number][] {
  const { rates, imagesPerSecond } = record;
  const terms = Object.fromEntries(Object.entries(record).filter(([name]) => !place.has(name)));
  return [
    ...finite(terms, 'train'),
    ...finite((rates ?? {}) as Record<string, unknown>, 'rate'),
    ...finite({ 'images-per-second': imagesPerSecond }, 'train'),
  ];
}

/**
 * The scalars of a record of a run's log by the names they have in TensorBoard and in metrics.csv: `train/loss`,
 * `rate/factors`, `validation/accuracy`, `test/accuracy`.
 *
 * @param metric the name of what validation measures
 */
export function scalarsOf(record: MetricsRecord, metric: string): Readonly<Record<string, number>> {
  const { kind, loss, validation, metrics } = record;
  if (kind === 'step') return Object.fromEntries(ofStep(record));
  if (kind === 'epoch') {
    return Object.fromEntries([
      ...finite({ 'epoch-loss': loss }, 'train'),
      ...finite({ [metric]: validation }, 'validation'),
    ]);
  }
  if (kind === 'test') return Object.fromEntries(finite(metrics as Record<string, unknown>, 'test'));
  return {};
}
