import { seriesStyles } from '../chart/series-style.js';
import { type Markup, markup } from '../markup/markup.js';
import { resultGrid } from '../table/result-grid.js';
import { formatValue } from '../text/numbers.js';
import type { DisplayNames, ResultTable } from '../types.js';
import { htmlPage } from './page.js';
import { pageStyle } from './page-style.js';
import { resultTable } from './result-table.js';

/** A run of a sweep on its page. */
export interface SweepPageRun {
  readonly label: string;
  /** How it stands: `finished`, `failed`, `running`, `stopped`, `waiting`. */
  readonly state: string;
  /** The name of its folder. */
  readonly id: string;
  /** What it took, where it is finished. */
  readonly seconds?: number | undefined;
  /** Why it has no result. */
  readonly error?: string | undefined;
}

/** Everything the page of a sweep shows; texts may come from anywhere and are escaped. */
export interface SweepReport {
  readonly title: string;
  readonly runs: readonly SweepPageRun[];
  /** The results so far. */
  readonly table: ResultTable;
  /** What a reader should know of the results, such as how rates were chosen. */
  readonly notes?: readonly string[] | undefined;
  /** What is left, in words: `about 12m left, one run at a time`. */
  readonly left?: string | undefined;
  readonly names?: DisplayNames | undefined;
  /** Seconds after which a browser reads the page again; left out once nothing is left to do. */
  readonly refresh?: number | undefined;
}

/** A sweep as one self-contained page: how many runs stand how, the results so far, and every run with what it took or failed by. */
export function renderSweepHtml({
  title,
  runs,
  table,
  notes = [],
  left,
  names = {},
  refresh,
}: SweepReport): string {
  const counts = new Map<string, number>();
  for (const { state } of runs) counts.set(state, (counts.get(state) ?? 0) + 1);
  const told = [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
  const grid = resultGrid(table, names);
  const header = markup`<header>
<h1>${title}</h1>
<p class="meta">${runs.length} runs: ${told}${left !== undefined && ` · ${left}`}</p>
</header>`;
  const results = markup`<section aria-labelledby="results">
<h2 id="results">Results so far</h2>
${resultTable(grid, seriesStyles(grid.systems))}
${notes.length > 0 && markup`<ul class="notes">${notes.map((line) => markup`<li>${line}</li>`)}</ul>`}
</section>`;
  return htmlPage(
    title,
    pageStyle,
    markup`${header}\n<main>\n${results}\n${runsTable(runs)}\n</main>`,
    refresh,
  );
}

function runsTable(runs: readonly SweepPageRun[]): Markup {
  const rows = runs.map(
    ({ label, state, id, seconds, error }) =>
      markup`<tr><th scope="row" class="method">${label}${
        error !== undefined && markup`<small class="paper">${error}</small>`
      }</th><td>${state === 'failed' ? markup`<span class="wrong">${state}</span>` : state}</td><td class="number">${
        seconds === undefined ? '–' : `${formatValue(seconds, 1)} s`
      }</td><td>${id}</td></tr>\n`,
  );
  return markup`<section aria-labelledby="runs">
<h2 id="runs">Runs</h2>
<div class="scroll" role="region" aria-labelledby="runs" tabindex="0">
<table class="results">
<thead><tr><th scope="col" class="method">Run</th><th scope="col">state</th><th scope="col" class="number">time</th><th scope="col">folder</th></tr></thead>
<tbody>
${rows}</tbody>
</table>
</div>
</section>`;
}
