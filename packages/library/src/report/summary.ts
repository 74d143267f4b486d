import { formatMetric, isBetter, metricOf } from '@ftn/metrics';
import { formatBytes, type ResultRow, systemLabel } from '@ftn/report';
import { displayNames } from './display-names.js';
import type { ComparisonTable } from './result-table.js';

/** What a comparison was of. */
export interface Compared {
  /** The network that was adapted, e.g. `resnet18`. */
  readonly network: string;
  readonly table: Pick<ComparisonTable, 'rows' | 'means'>;
  /** How often each system was trained. */
  readonly seeds: number;
}

const times = (multiple: number) => `${multiple.toFixed(multiple < 10 ? 2 : 1)} times`;
const several = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** `resnet18` as papers write it. */
const titleOf = (network: string) => network.replace(/^resnet(?=\d+$)/, 'ResNet-');

function listed(names: readonly string[]): string {
  if (names.length > 8) return `${names.slice(0, 7).join(', ')} and ${names.length - 7} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** The distinct values of a field, in the order they first appear. */
const distinct = (rows: readonly ResultRow[], of: (row: ResultRow) => string | undefined): string[] => [
  ...new Set(rows.flatMap((row) => of(row) ?? [])),
];

/** What was done: one network, what it was adapted to, by how many methods. */
function done({ network, table: { rows }, seeds }: Compared): string {
  const names = displayNames();
  const shown = (id: string) => names[id] ?? id;
  const domains = distinct(rows, ({ domain }) => domain);
  const tasks = distinct(rows, ({ task }) => task).map(shown);
  const to = [
    ...(domains.length > 0 ? [`${several(domains.length, 'domain')} (${listed(domains)})`] : []),
    ...(tasks.length > 0 ? [`${several(tasks.length, 'task')} (${listed(tasks)})`] : []),
  ];
  const methods = distinct(rows, ({ method }) => method);
  const systems = distinct(rows, (row) => systemLabel(row));
  const varied = rows.some(({ variant }) => variant !== undefined);
  const ranks =
    systems.length > methods.length
      ? `, ${systems.length} systems with their ranks${varied ? ' and variants' : ''}`
      : '';
  const repeated = seeds > 1 ? ` Each was trained ${seeds} times.` : '';
  return `One ${titleOf(network)} was adapted to ${to.join(' with ')} with ${several(methods.length, 'method')}${ranks}.${repeated}`;
}

/** What a system reaches, and how large it is. */
function reached(row: ResultRow): string {
  const { label } = metricOf(row.metric);
  const name = Object.hasOwn(displayNames(), row.metric) ? displayNames()[row.metric] : label;
  return `${formatMetric(metricOf(row.metric), row.value)} (${name}) at ${times(row.multiple)} the size of one network`;
}

/**
 * What came out: the best system, and the best of those that add at most half as much.
 * Nothing where the rows have no value in common by which systems could be told apart.
 */
function found({ table: { rows, means } }: Compared): string[] {
  const candidates = (means.length > 0 ? means : rows).filter(({ value }) => Number.isFinite(value));
  const places = new Set(candidates.map(({ domain, task }) => JSON.stringify([domain, task])));
  if (places.size !== 1 || candidates.length < 2) return [];
  const metric = metricOf(candidates[0]!.metric);
  const better = (a: ResultRow, b: ResultRow) => (isBetter(metric, a.value, b.value) ? a : b);
  const best = candidates.reduce(better);
  const label = (row: ResultRow) => systemLabel(row, displayNames());
  const first = `Best${means.length > 0 ? ' over all' : ''} is ${label(best)}: ${reached(best)}.`;
  const small = candidates.filter(({ parameters }) => parameters < best.parameters / 2);
  if (small.length === 0) return [first];
  const second = small.reduce(better);
  const file =
    second.bytes === undefined ? '' : `; one more domain is a file of ${formatBytes(second.bytes)}`;
  return [
    `${first} Of those less than half as large, the best is ${label(second)}: ${reached(second)}${file}.`,
  ];
}

/** What was done and what came of it, for readers who know nothing of the method: a paragraph each. */
export const summaryOf = (compared: Compared): string[] => [done(compared), ...found(compared)];
