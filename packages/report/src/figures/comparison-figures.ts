import { seriesStyles } from '../chart/series-style.js';
import {
  type FileOptions,
  renderHeatMap,
  renderImageGrid,
  renderLineChart,
  renderPolicy,
  renderPruningChart,
  renderSampleSheet,
  renderScatterChart,
} from '../chart/standalone.js';
import { accuracyPlots } from '../html/accuracy-figures.js';
import { resultGrid } from '../table/result-grid.js';
import type { ComparisonReport } from '../types.js';

/** A figure of a page that can be a file of its own. */
export interface NamedFigure {
  /** What its file may be called: `accuracy`, `training-2`. */
  readonly name: string;
  readonly title: string;
  /** The figure as an SVG file. */
  readonly draw: (options?: FileOptions) => string;
}

/** A kind of figure: what its files begin with, and a drawing for each of its things. */
interface Kind {
  readonly name: string;
  readonly figures: readonly Omit<NamedFigure, 'name'>[];
}

/** A drawing for each thing of one kind, at its own size. */
function kind<T extends { readonly title: string }>(
  name: string,
  things: readonly T[] | undefined,
  render: (thing: T, options: FileOptions) => string,
  size: FileOptions,
): Kind {
  const figures = (things ?? []).map((thing) => ({
    title: thing.title,
    draw: (options: FileOptions = {}) => render(thing, { ...size, ...options }),
  }));
  return { name, figures };
}

/**
 * Every figure of a comparison's page as a file of its own, in the page's order and in its colours: a name and an SVG drawing,
 * numbered where there are several of a kind.
 * @throws UsageError when two rows of the table claim the same cell.
 */
export function comparisonFigures(report: ComparisonReport): NamedFigure[] {
  const grid = resultGrid(report.table, report.names ?? {});
  const styleOf = seriesStyles(grid.systems);
  const wide = { width: 720, height: 400, styleOf };
  const curves = { width: 540, height: 290, styleOf };
  const kinds: Kind[] = [
    kind('accuracy', accuracyPlots(grid), renderScatterChart, wide),
    kind('pruning', report.pruning, renderPruningChart, { width: 720, height: 460 }),
    kind('norms', report.heatMaps, renderHeatMap, { width: 540 }),
    kind('blocks', report.policies, renderPolicy, { width: 720 }),
    kind('confusion', report.confusions, renderHeatMap, { width: 720 }),
    kind('calibration', report.calibrations, renderLineChart, curves),
    kind('training', report.curves, renderLineChart, curves),
    kind('images', report.images, renderImageGrid, {}),
    kind('samples', report.samples, renderSampleSheet, {}),
  ];
  return kinds.flatMap(({ name, figures }) =>
    figures.map((figure, i) => ({ ...figure, name: figures.length > 1 ? `${name}-${i + 1}` : name })),
  );
}
