import type { Metric } from '@ftn/metrics';
import type { StyleOf } from '../chart/series-style.js';
import { type Markup, markup } from '../markup/markup.js';
import { metricTitle } from '../table/metric-title.js';
import type { GridCell, GridSystem, ResultGrid } from '../table/result-grid.js';
import { formatRange } from '../text/format-comparison.js';
import { formatBytes, formatCount, formatDifference, formatMultiple, formatValue } from '../text/numbers.js';

/** The table as papers print it: a line for each system, a column for each domain, the best of each in bold. */
export function resultTable(grid: ResultGrid, styleOf: StyleOf, id = 'table'): Markup {
  if (grid.systems.length === 0) return markup`<p>No results.</p>`;
  return markup`<div class="scroll" role="region" aria-labelledby="${`${id}-caption`}" tabindex="0">
<table class="results">
<caption id="${`${id}-caption`}" class="hidden">Every method on every domain, with its parameters</caption>
<thead>
${header(grid)}
</thead>
<tbody>
${grid.systems.map((system, i) => row(grid, system, styleOf, system.method !== grid.systems[i - 1]?.method))}</tbody>
</table>
</div>
<p class="legend">${legend(grid)}</p>`;
}

/** Two lines: the groups (one metric over its columns, the parameters), then domains and units. */
function header({ columns, sharedMetric, hasMean, hasFiles }: ResultGrid): Markup {
  const groups =
    sharedMetric === undefined
      ? columns.map((column) => markup`<th scope="col" class="number">${column.name}</th>`)
      : markup`<th scope="colgroup" colspan="${columns.length}" class="group"><span>${capital(metricTitle(columns[0]!.style))}</span></th>`;
  const heads = columns.map((column, c) => {
    const text = sharedMetric === undefined ? metricTitle(column.style) : column.name;
    return markup`<th scope="col" class="${numberClass(hasMean && c === columns.length - 1)}">${text}</th>`;
  });
  return markup`<tr><th scope="col" rowspan="2" class="method">Method</th>${groups}<th scope="colgroup" colspan="2" class="group"><span>Parameters</span></th>${hasFiles && markup`<th scope="colgroup" colspan="2" class="group"><span>One domain’s file</span></th>`}</tr>
<tr>${heads}<th scope="col" class="number">total</th><th scope="col" class="number">× backbone</th>${hasFiles && markup`<th scope="col" class="number">float32</th><th scope="col" class="number">float16</th>`}</tr>`;
}

function row(
  { columns, hasMean, hasFiles }: ResultGrid,
  system: GridSystem,
  styleOf: StyleOf,
  first: boolean,
): Markup {
  const { color } = styleOf(system.label);
  const paper =
    system.paperMultiple !== undefined &&
    markup`<small class="paper">paper ${formatMultiple(system.paperMultiple)}</small>`;
  const cells = columns.map((column, c) => {
    return markup`<td class="${numberClass(hasMean && c === columns.length - 1)}">${cell(system.cells[c], column.style)}</td>`;
  });
  const { file } = system;
  const sizes =
    hasFiles &&
    markup`<td class="number">${file ? formatBytes(file.full) : '–'}</td><td class="number">${file ? formatBytes(file.half) : '–'}</td>`;
  return markup`<tr${first && markup` class="first"`}><th scope="row" class="method"><svg class="${`swatch c${color}`}" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><circle cx="5" cy="5" r="4.5"/></svg><span>${system.label}</span></th>${cells}<td class="number">${formatRange(system.parameters, formatCount)}</td><td class="number">${formatRange(system.multiple, formatMultiple)}${paper}</td>${sizes}</tr>
`;
}

const numberClass = (isMean: boolean) => (isMean ? 'number mean' : 'number');

function cell(cell: GridCell | undefined, { digits }: Metric): Markup {
  if (cell === undefined) return markup`<span aria-label="not measured">–</span>`;
  const value = formatValue(cell.value, digits);
  const shown = cell.best ? markup`<strong>${value}</strong><span class="hidden"> best</span>` : value;
  const spread =
    cell.deviation !== undefined &&
    markup` <small class="deviation">±${formatValue(cell.deviation, digits)}</small>`;
  const paper =
    cell.paper !== undefined &&
    markup`<small class="paper">paper ${formatValue(cell.paper, digits)} (${formatDifference(cell.value, cell.paper, digits)})</small>`;
  return markup`${shown}${spread}${paper}`;
}

function legend({ systems, hasFiles }: ResultGrid): string {
  const cells = systems.flatMap((system) => system.cells).filter((cell) => cell !== undefined);
  const parts = [
    cells.some((cell) => cell.best) ? 'Bold: the best of its column.' : '',
    cells.some((cell) => cell.deviation !== undefined) ? '±: sample deviation over repeated runs.' : '',
    cells.some((cell) => cell.paper !== undefined) ? 'In brackets: ours less the paper’s.' : '',
    'Parameters: those of one system that serves every domain of the table.',
    hasFiles ? 'One domain’s file: what one more domain adds, with its head and running statistics.' : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
