// The whole public surface of @ftn/report.
export type { Theme } from './chart/chart-style.js';
export type { ChartOptions } from './chart/line-chart.js';
export type { ScatterPlot, ScatterPoint, ScatterSeries } from './chart/scatter-chart.js';
export type { SeriesStyle, StyleOf } from './chart/series-style.js';
export {
  type FileOptions,
  renderHeatMap,
  renderImageGrid,
  renderLineChart,
  renderPolicy,
  renderPruningChart,
  renderSampleSheet,
  renderScatterChart,
} from './chart/standalone.js';
export { comparisonFigures, type NamedFigure } from './figures/comparison-figures.js';
export { renderComparisonHtml } from './html/comparison-page.js';
export { type PaperPart, type PaperPlace, type PaperReport, renderPaperHtml } from './html/paper-page.js';
export { renderSweepHtml, type SweepPageRun, type SweepReport } from './html/sweep-page.js';
export { encodeApng } from './image/apng.js';
export {
  colorDepth,
  colorEdges,
  colorLabels,
  colorNormals,
  type LabelColors,
  labelColor,
  type MapSize,
  measuredRange,
} from './image/color-maps.js';
export { encodeGrey16Png, encodeIndexPng, type NumberImage } from './image/number-png.js';
export { encodePng, type RgbImage } from './image/png.js';
export type { Rgb } from './matrix/color-map.js';
export { systemLabel } from './table/system-label.js';
export { tableCsv, tableLatex, tableMarkdown, tableRowsCsv } from './table/table-files.js';
export { type ComparisonFormat, formatComparison } from './text/format-comparison.js';
export { formatSettings } from './text/format-settings.js';
export { formatBothBytes, formatBytes } from './text/numbers.js';
export type {
  BlockPolicy,
  ClassResults,
  ComparisonReport,
  Curve,
  CurveChart,
  Discussion,
  DisplayNames,
  HeatMap,
  ImageGrid,
  PruningChart,
  PruningCurve,
  PruningPoint,
  ResultRow,
  ResultTable,
  SampleGroup,
  SampleImage,
} from './types.js';
