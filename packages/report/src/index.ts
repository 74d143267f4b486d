// The whole public surface of @ftn/report.
export type { ChartOptions } from './chart/line-chart.js';
export type { ScatterPlot, ScatterPoint, ScatterSeries } from './chart/scatter-chart.js';
export { renderLineChart, renderScatterChart } from './chart/standalone.js';
export { renderComparisonHtml } from './html/comparison-page.js';
export { encodePng, type RgbImage } from './image/png.js';
export { systemLabel } from './table/system-label.js';
export { type ComparisonFormat, formatComparison } from './text/format-comparison.js';
export { formatSettings } from './text/format-settings.js';
export type {
  ComparisonReport,
  Curve,
  CurveChart,
  DisplayNames,
  ResultRow,
  ResultTable,
  SampleGroup,
  SampleImage,
} from './types.js';
