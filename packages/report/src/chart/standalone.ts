import { imageGrid } from '../image/image-grid.js';
import { sampleSheet } from '../image/sample-sheet.js';
import type { Markup } from '../markup/markup.js';
import { heatMap } from '../matrix/heat-map.js';
import { policyPicture } from '../matrix/policy-picture.js';
import type { BlockPolicy, CurveChart, HeatMap, ImageGrid, PruningChart, SampleGroup } from '../types.js';
import { chartRules, darkColors, fixedChartRules, lightColors, type Theme } from './chart-style.js';
import { type ChartOptions, lineChart } from './line-chart.js';
import { pruningChart } from './pruning-chart.js';
import { type ScatterPlot, scatterChart } from './scatter-chart.js';

/** How a drawing that is a file of its own looks. */
export interface FileOptions extends ChartOptions {
  /** The same colours everywhere, on paper of its own; without it, light or dark as the reader prefers. */
  readonly theme?: Theme;
}

const adaptive = `<style>.chart{${lightColors}}@media (prefers-color-scheme:dark){.chart{${darkColors}}}${chartRules}</style>`;

const MARGIN = 12;

/** A chart as an SVG file: with its style, and with a margin that keeps letters off the edge. */
function standalone(chart: Markup, theme: Theme | undefined): string {
  const paper = `<rect x="${-MARGIN}" y="${-MARGIN}" width="100%" height="100%" class="paper"/>`;
  const style = theme === undefined ? adaptive : `<style>${fixedChartRules(theme)}</style>${paper}`;
  return chart.text
    .replace(/viewBox="0 0 (\S+) (\S+)" width="\S+" height="\S+"/, (_, width: string, height: string) => {
      const [w, h] = [Number(width) + 2 * MARGIN, Number(height) + 2 * MARGIN];
      return `viewBox="${-MARGIN} ${-MARGIN} ${w} ${h}" width="${w}" height="${h}"`;
    })
    .replace('</desc>', () => `</desc>${style}`);
}

/** Curves over a common x as an SVG file. */
export function renderLineChart(chart: CurveChart, options: FileOptions = {}): string {
  return standalone(lineChart(chart, options), options.theme);
}

/** Named points over a count as an SVG file. */
export function renderScatterChart(plot: ScatterPlot, options: FileOptions = {}): string {
  return standalone(scatterChart(plot, options), options.theme);
}

/** Values over rows and columns as an SVG file. */
export function renderHeatMap(map: HeatMap, options: FileOptions = {}): string {
  return standalone(heatMap(map, options), options.theme);
}

/** Accuracy against what is left of pruned adapters as an SVG file. */
export function renderPruningChart(chart: PruningChart, options: FileOptions = {}): string {
  return standalone(pruningChart(chart, options), options.theme);
}

/** Which blocks each domain runs as an SVG file. */
export function renderPolicy(policy: BlockPolicy, options: FileOptions = {}): string {
  return standalone(policyPicture(policy, options), options.theme);
}

/** Images in rows and columns with what their colours mean as an SVG file that holds them. */
export function renderImageGrid(grid: ImageGrid, options: FileOptions = {}): string {
  return standalone(imageGrid(grid, options), options.theme);
}

/** Images in rows with their captions as an SVG file that holds them. */
export function renderSampleSheet(group: SampleGroup, options: FileOptions = {}): string {
  return standalone(sampleSheet(group, options), options.theme);
}
