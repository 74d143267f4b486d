import { type PrunedAdapter, within } from '@ftn/library/internal';
import { formatMetric, metricOf } from '@ftn/metrics';
import { columns } from './columns.js';

/** Pruned adapters as lines for a terminal: a table for each, and the smallest one found. */
export function pruningLines(adapters: readonly PrunedAdapter[]): string[] {
  return adapters.flatMap(({ label, rows, smallest }, i) => {
    const metric = metricOf(rows[0]!.metric);
    const title = metric.unit === '' ? metric.label : `${metric.label} ${metric.unit}`;
    const lines = columns(
      rows.map(({ threshold, layers, factors, multiple, value }) => ({
        threshold: threshold.toPrecision(3),
        layers,
        factors,
        '× backbone': multiple.toFixed(3),
        [title]: value.toFixed(metric.digits),
      })),
    );
    const change = (from: number, to: number) =>
      `${from.toFixed(metric.digits)} → ${formatMetric(metric, to)}`;
    const found = smallest && [
      `smallest ${within(smallest)}: ${smallest.factors.toLocaleString('en-US')} factors in ${smallest.layers} layers, ` +
        `validation ${change(smallest.validationBefore, smallest.validation)}, ` +
        `${metric.label} ${change(rows[0]!.value, smallest.value)}`,
    ];
    return [...(i > 0 ? [''] : []), label, ...lines, ...(found ?? [])];
  });
}
