import type { Markup } from '../markup/markup.js';
import type { CurveChart } from '../types.js';
import { chartRules, darkColors, lightColors } from './chart-style.js';
import { type ChartOptions, lineChart } from './line-chart.js';
import { type ScatterPlot, scatterChart } from './scatter-chart.js';

const style = `<style>.chart{${lightColors}}@media (prefers-color-scheme:dark){.chart{${darkColors}}}${chartRules}</style>`;

/** A chart as an SVG file of its own: with its style, light or dark as the reader prefers. */
function standalone(chart: Markup): string {
  return chart.text.replace('</desc>', `</desc>${style}`);
}

/** Curves over a common x as an SVG file. */
export function renderLineChart(chart: CurveChart, options?: ChartOptions): string {
  return standalone(lineChart(chart, options));
}

/** Named points over a count as an SVG file. */
export function renderScatterChart(plot: ScatterPlot, options?: ChartOptions): string {
  return standalone(scatterChart(plot, options));
}
