import { pruningChart } from '../chart/pruning-chart.js';
import { seriesStyles } from '../chart/series-style.js';
import { type Markup, markup } from '../markup/markup.js';
import { heatMap } from '../matrix/heat-map.js';
import { policyPicture } from '../matrix/policy-picture.js';
import type { BlockPolicy, HeatMap, PruningChart } from '../types.js';
import { figure } from './figure.js';

/** Accuracy against what is left of adapters: all curves together, and each alone where there are several. */
export function pruningFigures(charts: readonly PruningChart[]): Markup | undefined {
  if (charts.length === 0) return undefined;
  const caption =
    'Beside each marker: the threshold on ‖ΔW‖ and, in brackets, the layers that keep their factors. Layers below a threshold lose theirs; a diamond is the smallest adapter found within the allowed drop.';
  const figures = charts.map((chart, i) => {
    const sizes = { wide: { width: 960, height: 480 }, narrow: { width: 360, height: 420 } };
    const styleOf = seriesStyles(chart.curves.map(({ label }) => ({ method: label, label })));
    return figure(`s${i}`, { title: chart.title, caption, ...sizes }, (options) =>
      pruningChart(chart, { ...options, styleOf }),
    );
  });
  return markup`${figures}`;
}

/** Heat maps beside each other where the page has room. */
export function heatMapFigures(maps: readonly HeatMap[]): Markup | undefined {
  if (maps.length === 0) return undefined;
  const sizes = { wide: { width: 500, height: 0 }, narrow: { width: 360, height: 0 } };
  const figures = maps.map((map, i) =>
    figure(`h${i}`, { title: map.title, ...sizes }, (options) => heatMap(map, options)),
  );
  return markup`<div class="figures tall">
${figures}</div>`;
}

/** Which blocks each domain runs. */
export function policyFigures(policies: readonly BlockPolicy[]): Markup | undefined {
  if (policies.length === 0) return undefined;
  const sizes = { wide: { width: 960, height: 0 }, narrow: { width: 360, height: 0 } };
  const figures = policies.map((policy, i) =>
    figure(`b${i}`, { title: policy.title, ...sizes }, (options) => policyPicture(policy, options)),
  );
  return markup`${figures}`;
}
