import type { Metric } from '@ftn/metrics';
import { type ScatterPlot, type ScatterSeries, scatterChart } from '../chart/scatter-chart.js';
import type { StyleOf } from '../chart/series-style.js';
import { type Markup, markup } from '../markup/markup.js';
import { metricTitle } from '../table/metric-title.js';
import type { GridSystem, ResultGrid } from '../table/result-grid.js';
import { formatCount } from '../text/numbers.js';
import { figure } from './figure.js';

/**
 * What every system reaches against what it adds to the backbone: the mean where the columns share a metric,
 * and otherwise a chart for each column.
 */
export function accuracyFigures(grid: ResultGrid, styleOf: StyleOf): Markup | undefined {
  const shown = shownColumns(grid);
  const figures = shown.flatMap((c) => {
    const plot = scatterPlot(grid, c);
    if (plot.series.length === 0) return [];
    const sizes = { wide: { width: 960, height: 400 }, narrow: { width: 360, height: 360 } };
    const title = shown.length > 1 ? { title: grid.columns[c]!.name } : {};
    const text = { ...title, caption: caption(grid, grid.columns[c]!.style) };
    return figure(`p${c}`, { ...text, ...sizes }, (options) => scatterChart(plot, { ...options, styleOf }));
  });
  return figures.length === 0 ? undefined : markup`${figures}`;
}

/** The columns that are drawn: the mean, or each where there is none; none of a single system. */
const shownColumns = ({ hasMean, columns, systems }: ResultGrid): number[] =>
  // One point stands against nothing.
  systems.length < 2 ? [] : hasMean || columns.length === 1 ? [columns.length - 1] : [...columns.keys()];

/** The same charts as plain data; those without a number are left out. */
export const accuracyPlots = (grid: ResultGrid): ScatterPlot[] =>
  shownColumns(grid)
    .map((c) => scatterPlot(grid, c))
    .filter(({ series }) => series.length > 0);

/** What the ranks of one line share: the method and its variant. */
const methodKey = ({ method, variant }: GridSystem) => JSON.stringify([method, variant ?? null]);

function scatterPlot({ columns, systems }: ResultGrid, c: number): ScatterPlot {
  const column = columns[c]!;
  const measured = systems.filter((system) => Number.isFinite(system.cells[c]?.value));
  const series = [...new Set(measured.map(methodKey))].map((key): ScatterSeries => {
    const ranks = measured.filter((system) => methodKey(system) === key);
    const points = ranks.map((system) => {
      const { value, deviation } = system.cells[c]!;
      return {
        label: system.label,
        x: addedParameters(system),
        y: value,
        ...(deviation === undefined ? {} : { deviation }),
      };
    });
    return { points: points.sort((a, b) => a.x - b.x) };
  });
  return {
    title: `${column.name}: ${column.style.label} against added parameters`,
    xLabel: 'parameters added to the backbone',
    yLabel: metricTitle(
      column.style,
      columns.length > 1 ? `${column.name} ${column.style.label}` : undefined,
    ),
    series,
  };
}

/** The backbone of a system's `multiple`: parameters / multiple, a whole number. */
const backboneParameters = ({ parameters, multiple }: GridSystem) =>
  Math.round(parameters.high / multiple.high);

const addedParameters = (system: GridSystem) =>
  Math.max(0, system.parameters.high - backboneParameters(system));

function caption({ systems }: ResultGrid, { better }: Metric): string {
  const backbones = new Set(systems.map(backboneParameters).filter(Number.isFinite));
  const size = backbones.size === 1 ? `, beside the ${formatCount([...backbones][0]!)} of the backbone` : '';
  const direction =
    better === 'higher' ? 'Higher and further left is better.' : 'Lower and further left is better.';
  return `${direction} Parameters are those that all domains add together${size}.`;
}
