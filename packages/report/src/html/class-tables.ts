import { metricOf } from '@ftn/metrics';
import { type Markup, markup } from '../markup/markup.js';
import { metricTitle } from '../table/metric-title.js';
import { formatCount, formatValue } from '../text/numbers.js';
import type { ClassResults } from '../types.js';

/** The most classes printed in a folded table; more would fill pages. */
const PRINTED_CLASSES = 40;

/** A table of classes by systems for each domain, folded; the first is open where there is only one. */
export function classTables(results: readonly ClassResults[]): Markup | undefined {
  const filled = results.filter(({ classes }) => classes.length > 0);
  if (filled.length === 0) return undefined;
  return markup`${filled.map((one) => domainTable(one, filled.length === 1))}`;
}

function domainTable(results: ClassResults, open: boolean): Markup {
  const { title, metric, classes, systems, rivals = true, counted = 'images' } = results;
  const style = metricOf(metric);
  const heads = systems.map(({ label }) => markup`<th scope="col" class="number">${label}</th>`);
  const rows = classes.map(({ name, images }, i) => {
    const known = systems.map(({ values }) => values[i] ?? Number.NaN).filter(Number.isFinite);
    const best = style.better === 'higher' ? Math.max(...known) : Math.min(...known);
    const cells = systems.map(({ values }) => {
      const value = values[i] ?? Number.NaN;
      if (!Number.isFinite(value))
        return markup`<td class="number"><span aria-label="not measured">–</span></td>`;
      const shown = formatValue(value, style.digits);
      const isBest = rivals && systems.length > 1 && shown === formatValue(best, style.digits);
      return markup`<td class="number">${isBest ? markup`<strong>${shown}</strong><span class="hidden"> best</span>` : shown}</td>`;
    });
    return markup`<tr><th scope="row" class="method">${name}</th><td class="number">${formatCount(images)}</td>${cells}</tr>
`;
  });
  const kind = classes.length <= PRINTED_CLASSES ? 'folded printed' : 'folded';
  return markup`<details class="${kind}"${open && markup` open`}>
<summary>${title} <small>${classes.length} classes, ${rivals ? metricTitle(style) : style.unit}</small></summary>
<div class="scroll" role="region" aria-label="${`Classes of ${title}`}" tabindex="0">
<table class="results">
<caption class="hidden">${`Every class of ${title} with every system`}</caption>
<thead>
<tr><th scope="col" class="method">Class</th><th scope="col" class="number">${counted}</th>${heads}</tr>
</thead>
<tbody>
${rows}</tbody>
</table>
</div>
</details>
`;
}
