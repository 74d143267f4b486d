import { UsageError } from '@ftn/errors';
import { type Metric, metricOf } from '@ftn/metrics';
import { formatValue } from '../text/numbers.js';
import type { DisplayNames, ResultRow, ResultTable } from '../types.js';
import { displayName, systemLabel } from './system-label.js';

/** A domain or task with its metric, or the mean over all of them. */
export interface GridColumn {
  readonly name: string;
  readonly metric: string;
  readonly style: Metric;
}

/** A value of the grid; `best` where no other system is better at the digits shown. */
export interface GridCell {
  readonly value: number;
  readonly deviation?: number;
  readonly paper?: number;
  best: boolean;
}

/** Smallest and largest of what the rows of one system say; equal in a sound table. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** A method at one rank and in one variant: a line of the table. */
export interface GridSystem {
  readonly method: string;
  readonly rank: number | undefined;
  readonly variant: string | undefined;
  readonly label: string;
  /** One for each column; undefined where the table has no row. */
  readonly cells: readonly (GridCell | undefined)[];
  readonly parameters: Range;
  readonly multiple: Range;
  /** What the paper reports for `multiple`. */
  readonly paperMultiple?: number;
  /** One domain's file in bytes, of float32 and of float16, where both are known. */
  readonly file?: { readonly full: number; readonly half: number };
}

/** A result table turned on its side: systems down, domains across, the mean last. */
export interface ResultGrid {
  readonly columns: readonly GridColumn[];
  readonly systems: readonly GridSystem[];
  /** The last column is the mean over the others (or the value given for all of them). */
  readonly hasMean: boolean;
  /** The metric all columns share, if they do. */
  readonly sharedMetric: string | undefined;
  /** Whether it is known of any system how large a domain's file is. */
  readonly hasFiles: boolean;
}

const columnKey = (row: ResultRow) => JSON.stringify([row.domain ?? null, row.task ?? null, row.metric]);
const systemKey = (row: ResultRow) => JSON.stringify([row.method, row.rank ?? null, row.variant ?? null]);
const isOverall = (row: ResultRow) => row.domain === undefined && row.task === undefined;

/**
 * Arranges the rows of a table: systems and columns in the order of their first appearance; a mean column
 * (unweighted, as in the paper) when there are several columns of one metric, empty for a system that lacks one.
 * @throws UsageError when two rows claim the same cell.
 */
export function resultGrid(table: ResultTable, names: DisplayNames = {}): ResultGrid {
  const domainRows = oneOfEach(
    table.rows.filter((row) => !isOverall(row)),
    columnKey,
  );
  const overallRows = oneOfEach(table.rows.filter(isOverall), columnKey);
  const metrics = new Set([...domainRows, ...overallRows].map((row) => row.metric));
  const sharedMetric = metrics.size === 1 ? [...metrics][0] : undefined;
  const computesMean = sharedMetric !== undefined && domainRows.length > 1 && overallRows.length === 0;
  const columns = [
    ...domainRows.map((row) => column(row, [row.domain, row.task], names)),
    ...overallRows.map((row) => column(row, domainRows.length > 0 ? ['mean'] : [row.metric], names)),
    ...(computesMean ? [column(domainRows[0]!, ['mean'], names)] : []),
  ];
  const keys = [...domainRows, ...overallRows].map(columnKey);
  const systems = oneOfEach(table.rows, systemKey).map((first) => {
    const rows = table.rows.filter((row) => systemKey(row) === systemKey(first));
    const paperMultiple = rows.find((row) => row.paperMultiple !== undefined)?.paperMultiple;
    const { bytes, halfBytes } = first;
    const cells = keys.map((key) => cell(rows.filter((row) => columnKey(row) === key)));
    return {
      method: first.method,
      rank: first.rank,
      variant: first.variant,
      label: systemLabel(first, names),
      cells: computesMean ? [...cells, mean(cells)] : cells,
      parameters: range(rows.map((row) => row.parameters)),
      multiple: range(rows.map((row) => row.multiple)),
      ...(paperMultiple === undefined ? {} : { paperMultiple }),
      ...(bytes === undefined || halfBytes === undefined ? {} : { file: { full: bytes, half: halfBytes } }),
    };
  });
  markBest(columns, systems);
  const hasFiles = systems.some(({ file }) => file !== undefined);
  return { columns, systems, hasMean: computesMean || overallRows.length > 0, sharedMetric, hasFiles };
}

function column(row: ResultRow, ids: (string | undefined)[], names: DisplayNames): GridColumn {
  const name = ids.filter((id) => id !== undefined).map((id) => displayName(id, names));
  const known = metricOf(row.metric);
  const style = {
    ...known,
    label: Object.hasOwn(names, row.metric) ? displayName(row.metric, names) : known.label,
  };
  return { name: name.join(' · '), metric: row.metric, style };
}

function cell(rows: readonly ResultRow[]): GridCell | undefined {
  const [row, second] = rows;
  if (row === undefined) return undefined;
  if (second !== undefined) {
    const where = [systemLabel(row), row.domain, row.task, row.metric].filter((part) => part !== undefined);
    throw new UsageError(`the result table has two rows for the same cell (${where.join(', ')})`, {
      hint: 'Give the mean over repeated runs as `value` and their spread as `deviation`.',
    });
  }
  return {
    value: row.value,
    ...(row.deviation === undefined || !Number.isFinite(row.value) ? {} : { deviation: row.deviation }),
    ...(row.paper === undefined ? {} : { paper: row.paper }),
    best: false,
  };
}

/** The unweighted mean; the paper's too where it is known for every column. */
function mean(cells: readonly (GridCell | undefined)[]): GridCell | undefined {
  if (!cells.every((one) => one !== undefined)) return undefined;
  const average = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const papers = cells.map((one) => one.paper).filter((paper) => paper !== undefined);
  return {
    value: average(cells.map((one) => one.value)),
    ...(papers.length === cells.length ? { paper: average(papers) } : {}),
    best: false,
  };
}

/** Marks the best value of each column where there are several; values that read the same share the mark. */
function markBest(columns: readonly GridColumn[], systems: readonly GridSystem[]): void {
  for (const [c, { style }] of columns.entries()) {
    const cells = systems.flatMap(({ cells }) => cells[c] ?? []).filter((one) => Number.isFinite(one.value));
    if (cells.length < 2) continue;
    const values = cells.map((one) => one.value);
    const best = style.better === 'higher' ? Math.max(...values) : Math.min(...values);
    for (const one of cells) {
      one.best = formatValue(one.value, style.digits) === formatValue(best, style.digits);
    }
  }
}

/** A row for each key, in the order the keys first appear. */
function oneOfEach(rows: readonly ResultRow[], key: (row: ResultRow) => string): ResultRow[] {
  return [...new Map(rows.map((row) => [key(row), row])).values()];
}

function range(values: readonly number[]): Range {
  return { low: Math.min(...values), high: Math.max(...values) };
}
