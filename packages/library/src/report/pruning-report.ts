import type { EngineInfo } from '@ftn/engine';
import { metricOf } from '@ftn/metrics';
import type { ComparisonReport, PruningChart, ResultRow } from '@ftn/report';
import type { PrunedAdapter, PruneRow, SmallestRow } from '../prune/prune-adapter.js';
import { displayNames, shownSystem } from './display-names.js';
import { groupBy } from './group-by.js';

/** `within 0.5 points by validation`, `within 0.01 m by validation`. */
export function within({ maxDrop, metric }: Pick<SmallestRow, 'maxDrop' | 'metric'>): string {
  const { unit } = metricOf(metric);
  const shown =
    unit === '%'
      ? `${maxDrop} point${maxDrop === 1 ? '' : 's'}`
      : `${maxDrop}${unit === '' || unit === '°' ? unit : ` ${unit}`}`;
  return `within ${shown} by validation`;
}

/** A metric's name at the beginning of a sentence; those with a fixed spelling stay as they are. */
const capital = (label: string) =>
  /^[a-z]+$/.test(label) ? label[0]!.toUpperCase() + label.slice(1) : label;

/** Adapters of one metric as the figure of the paper's section B. */
export function pruningChartOf(adapters: readonly PrunedAdapter[]): PruningChart {
  const metric = adapters[0]?.rows[0]?.metric ?? 'accuracy';
  return {
    title: `${capital(metricOf(metric).label)} as low-rank factors are taken out`,
    metric,
    curves: adapters.map(({ label, rows, smallest }) => ({
      label,
      points: rows.map(({ threshold, layers, factors, value }) => ({
        threshold,
        layers,
        parameters: factors,
        value,
      })),
      ...(smallest
        ? { found: { label: within(smallest), parameters: smallest.factors, value: smallest.value } }
        : {}),
    })),
  };
}

/** A figure for each metric of the adapters' tasks. */
export const pruningCharts = (adapters: readonly PrunedAdapter[]): PruningChart[] =>
  [...groupBy(adapters, ({ rows }) => rows[0]?.metric ?? '').values()].map(pruningChartOf);

/** The table's rows: every adapter whole and, where it was searched for, the smallest one as another system. */
function tableRows(adapters: readonly PrunedAdapter[]): ResultRow[] {
  const rows = (picked: readonly PruneRow[], method: (row: PruneRow) => string) => {
    // The parameters of a row are those of the system that serves all its domains over one backbone.
    const base = picked[0] === undefined ? 0 : Math.round(picked[0].parameters / picked[0].multiple);
    const parameters = base + picked.reduce((sum, row) => sum + row.parameters - base, 0);
    return picked.map((row): ResultRow => {
      const { domain, metric, value } = row;
      return { method: method(row), domain, metric, value, parameters, multiple: parameters / base };
    });
  };
  const name = ({ rank, ...row }: PruneRow) => shownSystem({ ...row, rank: rank ?? null });
  const whole = rows(
    adapters.flatMap((adapter) => adapter.rows[0] ?? []),
    name,
  );
  const smallest = adapters.flatMap((adapter) => adapter.smallest ?? []);
  const found = new Map<PruneRow, SmallestRow>(smallest.map((row) => [row, row]));
  return [...whole, ...rows(smallest, (row) => `${name(row)} ${within(found.get(row)!)}`)];
}

/** Everything the page of pruned adapters shows. */
export function pruningReport(
  adapters: readonly PrunedAdapter[],
  context: {
    readonly engine: EngineInfo;
    readonly command: string;
    /** The images of the curves. */
    readonly split: string;
    /** The data as it was asked for. */
    readonly data: string;
  },
): ComparisonReport {
  const { engine, command, split, data } = context;
  return {
    title: 'Pruning by ‖ΔW‖',
    description:
      'Layers whose ‖ΔW‖ is below a threshold lose their low-rank factors; thresholds are equally spaced from the smallest to the largest norm, both included.',
    table: { id: 'prune', engine: engine.name, rows: tableRows(adapters) },
    curves: [],
    samples: [],
    pruning: pruningCharts(adapters),
    settings: {
      command,
      data,
      split,
      thresholds: adapters[0]?.rows.length,
      backbone: [...new Set(adapters.map(({ backbone }) => backbone))].join(', '),
      engine: `${engine.name}, ${engine.threads} threads`,
    },
    notes: [
      'A layer goes when its norm is strictly below the threshold: the first point keeps every layer, the last only the largest.',
      ...(adapters.some(({ smallest }) => smallest)
        ? [
            'The smallest adapter is searched for on the validation images alone. The fewer they are, the more of what it reaches there is chance: compare its value on the other images.',
          ]
        : []),
    ],
    names: displayNames(),
  };
}
