import { metricOf } from '@ftn/metrics';
import { thresholdText } from '../chart/pruning-chart.js';
import { type Markup, markup } from '../markup/markup.js';
import { metricTitle } from '../table/metric-title.js';
import { formatCount, formatValue } from '../text/numbers.js';
import type { PruningChart } from '../types.js';

/** Every point of a pruning chart as a folded table. */
export function pruningTable({ title, metric, curves }: PruningChart): Markup {
  const style = metricOf(metric);
  const line = (label: string, cells: readonly string[]) =>
    markup`<tr><th scope="row" class="method">${label}</th>${cells.map((cell) => markup`<td class="number">${cell}</td>`)}</tr>
`;
  const rows = curves.flatMap(({ label, points, found }) => [
    ...points.map((point) =>
      line(label, [
        thresholdText(point),
        formatCount(point.layers),
        formatCount(point.parameters),
        formatValue(point.value, style.digits),
      ]),
    ),
    ...(found
      ? [
          line(`${label}, ${found.label}`, [
            '–',
            '–',
            formatCount(found.parameters),
            formatValue(found.value, style.digits),
          ]),
        ]
      : []),
  ]);
  const heads = ['threshold', 'layers left', 'parameters left', metricTitle(style)];
  return markup`<details class="folded">
<summary>Every point</summary>
<div class="scroll" role="region" aria-label="${`Every point: ${title}`}" tabindex="0">
<table class="results">
<caption class="hidden">${`Every point: ${title}`}</caption>
<thead>
<tr><th scope="col" class="method">Adapter</th>${heads.map((head) => markup`<th scope="col" class="number">${head}</th>`)}</tr>
</thead>
<tbody>
${rows}</tbody>
</table>
</div>
</details>
`;
}
