import { lineChart } from '../chart/line-chart.js';
import type { StyleOf } from '../chart/series-style.js';
import { type Markup, markup } from '../markup/markup.js';
import type { CurveChart } from '../types.js';
import { figure } from './figure.js';

/** The training curves, as many beside each other as the page has room for. */
export const curveFigures = (charts: readonly CurveChart[], styleOf: StyleOf): Markup | undefined =>
  drawn('l', charts, styleOf);

/** Accuracy against confidence. */
export const calibrationFigures = (charts: readonly CurveChart[], styleOf: StyleOf): Markup | undefined =>
  drawn('k', charts, styleOf);

function drawn(id: string, charts: readonly CurveChart[], styleOf: StyleOf): Markup | undefined {
  if (charts.length === 0) return undefined;
  const sizes = { wide: { width: 540, height: 290 }, narrow: { width: 360, height: 260 } };
  const figures = charts.map((chart, i) =>
    figure(`${id}${i}`, { title: chart.title, ...sizes }, (options) =>
      lineChart(chart, { ...options, styleOf }),
    ),
  );
  return markup`<div class="figures">
${figures}</div>`;
}
