import { forCsv } from '@ftn/errors';
import {
  formatBothBytes,
  formatCount,
  formatDifference,
  formatMultiple,
  formatValue,
} from '../text/numbers.js';
import { plainText } from '../text/plain-text.js';
import type { DisplayNames, ResultTable } from '../types.js';
import { metricTitle } from './metric-title.js';
import {
  type GridCell,
  type GridColumn,
  type GridSystem,
  type ResultGrid,
  resultGrid,
} from './result-grid.js';

/** What a column is called: its domain, and the metric where columns have several. */
const titleOf = ({ sharedMetric }: ResultGrid, { name, style }: GridColumn): string =>
  sharedMetric === undefined ? `${name}, ${metricTitle(style)}` : name;

const rounded = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(10)) : '');

/** What stands beside the values of a column, where there is any of it: what it is called, and what it is of a cell. */
const beside: Readonly<
  Record<string, (of: Pick<GridCell, 'value' | 'deviation' | 'paper'>) => number | undefined>
> = {
  '±': ({ deviation }) => deviation,
  paper: ({ paper }) => paper,
  'less paper': ({ value, paper }) => (paper === undefined ? undefined : value - paper),
};

/**
 * A table of results as CSV: a line for each system with its numbers as they are, a deviation over repeated runs, the paper's value and
 * the difference from it in columns of their own beside it.
 * @throws UsageError when two rows claim the same cell.
 */
export function tableCsv(table: ResultTable, names: DisplayNames = {}): string {
  const grid = resultGrid(table, names);
  const columns = grid.columns.map((column, c) => {
    const cells = grid.systems.map((system) => system.cells[c]);
    const others = Object.entries(beside).filter(([, of]) =>
      cells.some((cell) => cell && of(cell) !== undefined),
    );
    return { title: `${column.name}, ${metricTitle(column.style)}`, cells, others };
  });
  const head = columns.flatMap(({ title, others }) => [title, ...others.map(([name]) => `${title} ${name}`)]);
  const varied = grid.systems.some(({ variant }) => variant !== undefined);
  const rows = grid.systems.map(({ method, rank, variant, parameters, multiple, file }, i) => [
    method,
    rank ?? '',
    ...(varied ? [variant ?? ''] : []),
    ...columns.flatMap(({ cells, others }) => {
      const cell = cells[i];
      return [cell?.value, ...others.map(([, of]) => cell && of(cell))].map((value) =>
        rounded(value ?? Number.NaN),
      );
    }),
    parameters.high,
    rounded(multiple.high),
    ...(grid.hasFiles ? [file?.full ?? '', file?.half ?? ''] : []),
  ]);
  const files = grid.hasFiles ? ['bytes', 'halfBytes'] : [];
  return [
    ['method', 'rank', ...(varied ? ['variant'] : []), ...head, 'parameters', 'multiple', ...files],
    ...rows,
  ]
    .map(csvLine)
    .join('');
}

const csvLine = (row: readonly (string | number)[]) => `${row.map(forCsv).join(',')}\n`;

/** Several tables as one CSV of a line for each number: its table, system, domain, task and metric, the paper's value and the difference. */
export function tableRowsCsv(tables: readonly ResultTable[]): string {
  const fields = ['method', 'rank', 'variant', 'domain', 'task', 'metric'] as const;
  const lines = tables.flatMap(({ id, rows }) =>
    rows.map((row) => [
      id,
      ...fields.map((field) => row[field] ?? ''),
      ...[row.value, ...Object.values(beside).map((of) => of(row))].map((value) =>
        rounded(value ?? Number.NaN),
      ),
      row.parameters,
      rounded(row.multiple),
    ]),
  );
  const measured = ['value', 'deviation', 'paper', 'less paper', 'parameters', 'multiple'];
  return [['table', ...fields, ...measured], ...lines].map(csvLine).join('');
}

/** How a kind of text writes a table's parts. */
interface Written {
  readonly text: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly plusMinus: string;
}

function cellText(cell: GridCell | undefined, { style: { digits } }: GridColumn, written: Written): string {
  if (!cell) return '–';
  const value = written.text(formatValue(cell.value, digits));
  const shown = cell.best ? written.bold(value) : value;
  const { deviation, paper } = cell;
  const spread =
    deviation === undefined ? '' : ` ${written.plusMinus} ${written.text(formatValue(deviation, digits))}`;
  if (paper === undefined) return `${shown}${spread}`;
  const difference = written.text(formatDifference(cell.value, paper, digits));
  return `${shown}${spread} (paper ${written.text(formatValue(paper, digits))}, ${difference})`;
}

const sizeTexts = ({ parameters, multiple, file }: GridSystem, { hasFiles }: ResultGrid) => [
  formatCount(parameters.high),
  formatMultiple(multiple.high),
  ...(hasFiles ? [file ? formatBothBytes(file) : '–'] : []),
];

const sizeTitles = ({ hasFiles }: ResultGrid) => [
  'parameters',
  '× network',
  ...(hasFiles ? ['a domain in float32 / float16'] : []),
];

/** What Markdown would take for a tag, wherever the table is pasted. */
const entities: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;' };

const markdown: Written = {
  text: (text) =>
    plainText(text).replace(/[\\|`*_<>[\]]/g, (character) => entities[character] ?? `\\${character}`),
  bold: (text) => `**${text}**`,
  plusMinus: '±',
};

/**
 * A table of results as Markdown: the best of each column bold, ± deviations over repeated runs.
 * @throws UsageError when two rows claim the same cell.
 */
export function tableMarkdown(table: ResultTable, names: DisplayNames = {}): string {
  const grid = resultGrid(table, names);
  const head = ['method', ...grid.columns.map((column) => titleOf(grid, column)), ...sizeTitles(grid)];
  const rows = grid.systems.map((system) => [
    markdown.text(system.label),
    ...grid.columns.map((column, c) => cellText(system.cells[c], column, markdown)),
    ...sizeTexts(system, grid),
  ]);
  const rule = head.map((_, i) => (i === 0 ? '---' : '---:'));
  return [head.map(markdown.text), rule, ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

const latexSpecial: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '×': '$\\times$',
  '−': '$-$',
  Δ: '$\\Delta$',
  '°': '$^\\circ$',
  '–': '--',
};

const latex: Written = {
  text: (text) =>
    plainText(text).replace(
      /[\\~^×−Δ°–&%$#_{}]/g,
      (character) => latexSpecial[character] ?? `\\${character}`,
    ),
  bold: (text) => `\\textbf{${text}}`,
  plusMinus: '$\\pm$',
};

/**
 * A table of results as LaTeX for the package booktabs: the best of each column bold, ± deviations over repeated runs.
 * @throws UsageError when two rows claim the same cell.
 */
export function tableLatex(table: ResultTable, names: DisplayNames = {}): string {
  const grid = resultGrid(table, names);
  const titles = [...grid.columns.map((column) => titleOf(grid, column)), ...sizeTitles(grid)];
  const line = (cells: readonly string[]) => `${cells.join(' & ')} \\\\\n`;
  const rows = grid.systems.map((system) =>
    line([
      latex.text(system.label),
      ...grid.columns.map((column, c) => cellText(system.cells[c], column, latex).replace('–', '--')),
      ...sizeTexts(system, grid).map(latex.text),
    ]),
  );
  const shared = grid.sharedMetric === undefined ? '' : `, ${metricTitle(grid.columns[0]!.style)}`;
  return [
    `% ${plainText(table.id)}${shared}; needs \\usepackage{booktabs}\n`,
    `\\begin{tabular}{l${'r'.repeat(titles.length)}}\n\\toprule\n`,
    line(['method', ...titles].map(latex.text)),
    '\\midrule\n',
    ...rows,
    '\\bottomrule\n\\end{tabular}\n',
  ].join('');
}
