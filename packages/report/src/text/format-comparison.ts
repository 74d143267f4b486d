import type { Metric } from '@ftn/metrics';
import { metricTitle } from '../table/metric-title.js';
import {
  type GridCell,
  type GridColumn,
  type GridSystem,
  type Range,
  type ResultGrid,
  resultGrid,
} from '../table/result-grid.js';
import type { DisplayNames, ResultTable } from '../types.js';
import { formatBothBytes, formatCount, formatMultiple, formatValue } from './numbers.js';
import { plainText } from './plain-text.js';
import { terminalStyle } from './style.js';
import { type TextColumn, textTable } from './text-table.js';

/** How wide the terminal is, whether it takes colour, and what ids are called. */
export interface ComparisonFormat {
  /** Columns; 80 when not given. Narrower than 40 is taken as 40. */
  readonly width?: number;
  readonly color?: boolean;
  readonly names?: DisplayNames;
}

/**
 * A table of results for a terminal: systems down, domains across, then the mean, the exact parameters and
 * their multiple of the backbone. `*` follows the best value of each column.
 * @throws UsageError when two rows claim the same cell.
 */
export function formatComparison(
  table: ResultTable,
  { width = 80, color = false, names = {} }: ComparisonFormat = {},
): string {
  const grid = resultGrid(table, names);
  const style = terminalStyle(color);
  const title = grid.sharedMetric === undefined ? '' : ` · ${metricTitle(grid.columns[0]!.style)}`;
  const heading = style.bold(`${plainText(table.id)}${title}`) + style.dim(`  (${plainText(table.engine)})`);
  if (grid.systems.length === 0) return [heading, 'No results.'].join('\n');
  const systems = { header: 'method', rows: grid.systems.map((system) => plainText(system.label)) };
  const columns = [
    ...grid.columns.map((column, c) => valueColumn(grid, column, c)),
    { header: 'parameters', rows: grid.systems.map((s) => formatRange(s.parameters, formatCount)) },
    { header: '× backbone', rows: grid.systems.map(formatMultiples) },
    ...(grid.hasFiles ? [{ header: 'domain f32 / f16', rows: grid.systems.map(formatFile) }] : []),
  ];
  const lines = textTable(systems, columns, { width: Math.max(40, width), style });
  return [heading, '', ...lines, '', ...legend(grid).map(style.dim)].join('\n');
}

function valueColumn(grid: ResultGrid, column: GridColumn, c: number): TextColumn {
  const cells = grid.systems.map((system) => system.cells[c]);
  const anyBest = cells.some((cell) => cell?.best);
  const name = plainText(column.name);
  return {
    header: grid.sharedMetric === undefined ? `${name} ${metricTitle(column.style)}` : name,
    rows: cells.map((cell) => formatCell(cell, column.style, anyBest)),
    emphasis: cells.map((cell) => cell?.best === true),
  };
}

/** `71.20 ±0.31 [70.9]`; where a column has a best value its `*` takes the place after the number. */
function formatCell(cell: GridCell | undefined, { digits }: Metric, marked: boolean): string {
  const mark = marked ? (cell?.best ? '*' : ' ') : '';
  if (cell === undefined) return `–${mark}`;
  const deviation = cell.deviation === undefined ? '' : `±${formatValue(cell.deviation, digits)}`;
  const paper = cell.paper === undefined ? '' : `[${formatValue(cell.paper, digits)}]`;
  const value = formatValue(cell.value, digits) + (mark || (deviation || paper ? ' ' : ''));
  return [value + deviation, paper].filter((part) => part !== '').join(deviation ? ' ' : '');
}

/** `1.009×`, with the paper's behind it where it is known. */
function formatMultiples({ multiple, paperMultiple }: GridSystem): string {
  const own = formatRange(multiple, formatMultiple);
  return paperMultiple === undefined ? own : `${own} [${formatMultiple(paperMultiple)}]`;
}

/** One domain's file in both precisions. */
const formatFile = ({ file }: GridSystem): string => (file ? formatBothBytes(file) : '–');

/** One number, or both ends where the rows of a system disagree. */
export function formatRange({ low, high }: Range, format: (value: number) => string): string {
  return low === high || Number.isNaN(low) ? format(low) : `${format(low)} – ${format(high)}`;
}

function legend(grid: ResultGrid): string[] {
  const cells = grid.systems.flatMap((system) => system.cells).filter((cell) => cell !== undefined);
  return [
    cells.some((cell) => cell.best) ? '* best of its column' : '',
    cells.some((cell) => cell.deviation !== undefined) ? '± deviation over repeated runs' : '',
    cells.some((cell) => cell.paper !== undefined) || grid.systems.some((s) => s.paperMultiple !== undefined)
      ? '[ ] the paper’s value'
      : '',
    grid.hasFiles ? 'domain: what one more domain adds as a file, in float32 and in float16' : '',
  ].filter((line) => line !== '');
}
