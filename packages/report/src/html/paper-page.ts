import { seriesStyles } from '../chart/series-style.js';
import { type Markup, markup } from '../markup/markup.js';
import { resultGrid } from '../table/result-grid.js';
import type { ComparisonReport } from '../types.js';
import { htmlPage } from './page.js';
import { pageStyle } from './page-style.js';
import { resultTable } from './result-table.js';
import { heatMapFigures, imageFigures, policyFigures, pruningFigures } from './study-figures.js';

/** What a part of the paper is called, and where it stands in it. */
export interface PaperPlace {
  /** The experiment's name, and the folder of its own page: `table-s1`. */
  readonly id: string;
  readonly title: string;
  /** Where it stands in the paper. */
  readonly source: string;
}

/** A table or a figure of the paper on the page of all of them. */
export type PaperPart = PaperPlace &
  (
    | {
        readonly state: 'made';
        readonly report: ComparisonReport;
        /** What makes it alone. */
        readonly command: string;
        readonly seconds: number;
      }
    | {
        /** Not made for want of something, or because it failed. */
        readonly state: 'missing' | 'failed';
        readonly reason: string;
      }
  );

/** Everything the page of a whole paper shows; texts may come from anywhere and are escaped. */
export interface PaperReport {
  readonly title: string;
  readonly parts: readonly PaperPart[];
  /** The seeds everything but generators was trained with. */
  readonly seeds: readonly number[];
}

const said = { made: 'made', missing: 'not made', failed: 'failed' } as const;

/** Every table and figure of a paper as one self-contained page, each with a link to the page of its own folder. */
export function renderPaperHtml({ title, parts, seeds }: PaperReport): string {
  const count = parts.filter(({ state }) => state === 'made').length;
  const contents = parts.map(
    ({ id, title: text, state }) =>
      markup`<li><a href="#${id}">${id}</a> ${text}${state !== 'made' && markup` <strong class="wrong">${said[state]}</strong>`}</li>\n`,
  );
  const repeated = seeds.length > 1 ? `seeds ${seeds.join(', ')}; ± over them` : `seed ${seeds.join(', ')}`;
  const header = markup`<header>
<h1>${title}</h1>
<p class="meta">${count} of ${parts.length} made · ${repeated}</p>
</header>`;
  const main = markup`<main>
<nav class="part" aria-label="Tables and figures"><ul class="notes">
${contents}</ul></nav>
${parts.map(partSection)}</main>`;
  return htmlPage(title, pageStyle, markup`${header}\n${main}`);
}

function partSection(part: PaperPart): Markup {
  const { id, title, source } = part;
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
<div class="part">
<p class="meta">${id} · ${source}</p>
${part.state === 'made' ? madePart(part) : markup`<aside class="notice" aria-label="${said[part.state]}"><p><strong>${said[part.state]}</strong> ${part.reason}</p></aside>`}
</div>
</section>
`;
}

function madePart({ id, report, command, seconds }: PaperPart & { readonly state: 'made' }): Markup {
  const grid = resultGrid(report.table, report.names ?? {});
  const { notice, pruning = [], heatMaps = [], policies = [], images = [], notes = [] } = report;
  const figures = [
    pruningFigures(pruning, id),
    heatMapFigures(heatMaps, id),
    policyFigures(policies, id),
    imageFigures(images, id),
  ];
  return markup`${notice && markup`<p class="legend"><strong>${notice.title}</strong>: ${notice.lines.join('; ')}</p>`}
${resultTable(grid, seriesStyles(grid.systems), id)}
${figures}
<details class="folded"><summary>Notes</summary><ul class="notes">${notes.map((line) => markup`<li>${line}</li>`)}</ul></details>
<p class="legend"><code>${command}</code> · ${Math.round(seconds).toLocaleString('en-US')} s · <a href="${`${id}/report.html`}">its own page</a></p>`;
}
