import { pruningChart } from '../chart/pruning-chart.js';
import { seriesStyles } from '../chart/series-style.js';
import { imageGrid } from '../image/image-grid.js';
import { type Markup, markup } from '../markup/markup.js';
import { heatMap } from '../matrix/heat-map.js';
import { policyPicture } from '../matrix/policy-picture.js';
import type { BlockPolicy, HeatMap, ImageGrid, PruningChart } from '../types.js';
import { figure } from './figure.js';
import { pruningTable } from './pruning-table.js';

/** The most curves with numbers beside their markers on a narrow page. */
const ANNOTATED_WHERE_NARROW = 2;

/** Accuracy against what is left of adapters, with every number in a folded table; `within` keeps the ids of several on one page apart. */
export function pruningFigures(charts: readonly PruningChart[], within = ''): Markup | undefined {
  if (charts.length === 0) return undefined;
  return markup`${charts.map((chart, i) => {
    const { title, curves } = chart;
    const sizes = { wide: { width: 960, height: 480 }, narrow: { width: 360, height: 420 } };
    const styleOf = seriesStyles(curves.map(({ label }) => ({ method: label, label })));
    const drawn = figure(`${within}s${i}`, { title, caption: pruningCaption(chart), ...sizes }, (options) => {
      const narrow = options.width === sizes.narrow.width;
      return pruningChart(chart, {
        ...options,
        styleOf,
        annotated: !narrow || curves.length <= ANNOTATED_WHERE_NARROW,
      });
    });
    return markup`${drawn}${pruningTable(chart)}`;
  })}`;
}

function pruningCaption({ curves }: PruningChart): string {
  const markers =
    'Beside a marker: the threshold on ‖ΔW‖ and, in brackets, the layers that keep their factors; layers below a threshold lose theirs.';
  const found = [...new Set(curves.flatMap((curve) => curve.found?.label ?? []))];
  return found.length === 0 ? markers : `${markers} Diamond: the smallest adapter found ${found.join(', ')}.`;
}

/** Heat maps beside each other where the page has room. */
export function heatMapFigures(maps: readonly HeatMap[], within = ''): Markup | undefined {
  if (maps.length === 0) return undefined;
  const sizes = { wide: { width: 500, height: 0 }, narrow: { width: 360, height: 0 } };
  const figures = maps.map((map, i) =>
    figure(`${within}h${i}`, { title: map.title, ...emptyCells(map), ...sizes }, (options) =>
      heatMap(map, options),
    ),
  );
  return markup`<div class="figures tall">
${figures}</div>`;
}

/** How often each class was taken for each, one below the other: their classes need the room. */
export function confusionFigures(maps: readonly HeatMap[]): Markup | undefined {
  if (maps.length === 0) return undefined;
  const sizes = { wide: { width: 960, height: 0 }, narrow: { width: 360, height: 0 } };
  const caption = 'Rows: the class an image has; columns: the class it was given. An empty cell: never.';
  return markup`${maps.map((map, i) => {
    const drawn = figure(`x${i}`, { title: map.title, caption, ...sizes }, (options) =>
      heatMap(map, options),
    );
    return markup`<div class="images">${drawn}</div>`;
  })}`;
}

/** What an empty cell means, where there is one. */
function emptyCells({ values }: HeatMap): { caption?: string } {
  const empty = values.some((line) => line.some((value) => value === null));
  return empty ? { caption: 'An empty cell: the layer is not adapted.' } : {};
}

/** Which blocks each domain runs. */
export function policyFigures(policies: readonly BlockPolicy[], within = ''): Markup | undefined {
  if (policies.length === 0) return undefined;
  const sizes = { wide: { width: 960, height: 0 }, narrow: { width: 360, height: 0 } };
  const figures = policies.map((policy, i) =>
    figure(`${within}b${i}`, { title: policy.title, ...sizes }, (options) => policyPicture(policy, options)),
  );
  return markup`${figures}`;
}

/** Images in rows and columns; drawn once, since they scale with the page. */
export function imageFigures(grids: readonly ImageGrid[], within = ''): Markup | undefined {
  if (grids.length === 0) return undefined;
  return markup`${grids.map(
    (grid, i) => markup`<figure>
<figcaption class="title">${grid.title}</figcaption>
<div class="images">${imageGrid(grid, { id: `${within}g${i}` })}</div>
</figure>
`,
  )}`;
}
