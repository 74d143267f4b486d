import type { EngineInfo } from '@ftn/engine';
import type { ComparisonReport, PruningChart, ResultRow } from '@ftn/report';
import { columns } from '../terminal/columns.js';
import { displayNames } from './display-names.js';
import type { PrunedAdapter, PruneRow, SmallestRow } from './prune-adapter.js';

/** `within 0.5 points by validation`. */
const within = ({ maxDrop }: SmallestRow) =>
  `within ${maxDrop} point${maxDrop === 1 ? '' : 's'} by validation`;

/** The study as the figure of the paper's section B. */
export function pruningChartOf(adapters: readonly PrunedAdapter[]): PruningChart {
  return {
    title: 'Accuracy as low-rank factors are taken out',
    metric: 'accuracy',
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

/** The study as lines for a terminal. */
export function pruningLines(adapters: readonly PrunedAdapter[]): string[] {
  return adapters.flatMap(({ label, rows, smallest }, i) => {
    const lines = columns(
      rows.map(({ threshold, layers, factors, multiple, value }) => ({
        threshold: threshold.toPrecision(3),
        layers,
        factors,
        '× backbone': multiple.toFixed(3),
        'accuracy %': value.toFixed(2),
      })),
    );
    const found = smallest && [
      `smallest ${within(smallest)}: ${smallest.factors.toLocaleString('en-US')} factors in ${smallest.layers} layers, ` +
        `validation ${smallest.validationBefore.toFixed(2)} → ${smallest.validation.toFixed(2)} %, ` +
        `accuracy ${rows[0]!.value.toFixed(2)} → ${smallest.value.toFixed(2)} %`,
    ];
    return [...(i > 0 ? [''] : []), label, ...lines, ...(found ?? [])];
  });
}

/** The table's rows: every adapter whole and, where it was searched for, the smallest one as another system. */
function tableRows(adapters: readonly PrunedAdapter[]): ResultRow[] {
  const rows = (
    pick: (adapter: PrunedAdapter) => PruneRow | undefined,
    method: (row: PruneRow) => string,
  ) => {
    const picked = adapters.flatMap((adapter) => pick(adapter) ?? []);
    // The parameters of a row are those of the system that serves all its domains over one backbone.
    const base = picked[0] === undefined ? 0 : Math.round(picked[0].parameters / picked[0].multiple);
    const parameters = base + picked.reduce((sum, row) => sum + row.parameters - base, 0);
    return picked.map(
      ({ domain, value, ...row }): ResultRow => ({
        method: method({ domain, value, ...row }),
        domain,
        metric: 'accuracy',
        value,
        parameters,
        multiple: parameters / base,
      }),
    );
  };
  const name = ({ method, rank }: PruneRow) =>
    `${displayNames[method] ?? method}${rank === undefined ? '' : ` R=${rank}`}`;
  const whole = rows(({ rows }) => rows[0], name);
  const smallest = rows(
    (adapter) => adapter.smallest,
    (row) => `${name(row)} ${within(row as SmallestRow)}`,
  );
  return [...whole, ...smallest];
}

/** Everything the page of a pruning study shows. */
export function pruningReport(
  adapters: readonly PrunedAdapter[],
  context: { engine: EngineInfo; command: string; split: string; data: string },
): ComparisonReport {
  const { engine, command, split, data } = context;
  return {
    title: 'Pruning by ‖ΔW‖',
    description:
      'Layers whose ‖ΔW‖ is below a threshold lose their low-rank factors; thresholds are equally spaced from the smallest to the largest norm, both included.',
    table: { id: 'prune', engine: engine.name, rows: tableRows(adapters) },
    curves: [],
    samples: [],
    pruning: [pruningChartOf(adapters)],
    settings: {
      command,
      data,
      split,
      thresholds: adapters[0]?.rows.length,
      backbone: [...new Set(adapters.map(({ architecture }) => architecture.name))].join(', '),
      engine: `${engine.name}, ${engine.threads} threads`,
    },
    notes: [
      'A layer goes when its norm is strictly below the threshold: the first point keeps every layer, the last only the largest.',
      ...(adapters.some(({ smallest }) => smallest)
        ? [
            'The smallest adapter is searched for on the validation images alone. The fewer they are, the more of its accuracy there is chance: compare the accuracy on the other images.',
          ]
        : []),
    ],
  };
}
