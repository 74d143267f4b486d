import { metricOf } from '@ftn/metrics';
import { seriesStyles } from '../chart/series-style.js';
import { type Markup, markup } from '../markup/markup.js';
import { type ResultGrid, resultGrid } from '../table/result-grid.js';
import type { ComparisonReport } from '../types.js';
import { accuracyFigures } from './accuracy-figures.js';
import { classTables } from './class-tables.js';
import { calibrationFigures, curveFigures } from './curve-figures.js';
import { discussionText } from './discussions.js';
import { htmlPage } from './page.js';
import { pageStyle } from './page-style.js';
import { resultTable } from './result-table.js';
import { sampleGroups } from './sample-groups.js';
import { settingsList } from './settings-list.js';
import {
  confusionFigures,
  heatMapFigures,
  imageFigures,
  policyFigures,
  pruningFigures,
} from './study-figures.js';

/**
 * A comparison as one self-contained HTML file: the table, accuracy against parameters, training curves, sample
 * images, settings and notes; it loads nothing, runs nothing, and reads in light, in dark and on paper.
 * @throws UsageError when two rows of the table claim the same cell.
 * @throws MismatchError when a sample's bytes are not height × width × 3.
 */
export function renderComparisonHtml(report: ComparisonReport): string {
  const names = report.names ?? {};
  const grid = resultGrid(report.table, names);
  const styleOf = seriesStyles(grid.systems);
  const sections = [
    section('results', 'Results', resultTable(grid, styleOf)),
    section('parameters', `${measured(grid)} against parameters`, accuracyFigures(grid, styleOf)),
    discussionText(report.discussions ?? []),
    section('pruning', 'Pruning', pruningFigures(report.pruning ?? [])),
    section('norms', 'Where the network changes', heatMapFigures(report.heatMaps ?? [])),
    section('policies', 'Which blocks run', policyFigures(report.policies ?? [])),
    section('classes', 'Class by class', classTables(report.classes ?? [])),
    section('confusion', 'What is taken for what', confusionFigures(report.confusions ?? [])),
    section('calibration', 'Confidence', calibrationFigures(report.calibrations ?? [], styleOf)),
    section('curves', 'Training', curveFigures(report.curves, styleOf)),
    section('images', 'Images', imageFigures(report.images ?? [])),
    section('samples', 'Samples', sampleGroups(report.samples)),
    section('notes', 'Notes', notes(report.notes ?? [])),
    section('settings', 'Settings', settingsList(report.settings)),
  ];
  const header = markup`<header>
<h1>${report.title}</h1>
${report.description !== undefined && markup`<p class="lead">${report.description}</p>`}
${(report.summary ?? []).map(
  (paragraph) => markup`<p class="prose">${paragraph}</p>
`,
)}<p class="meta">${report.table.id} · engine ${report.table.engine}</p>
${report.notice && notice(report.notice)}</header>`;
  return htmlPage(report.title, pageStyle, markup`${header}\n<main>\n${sections}</main>`);
}

/** A section with its heading; nothing where it would be empty. */
function section(id: string, title: string, content: Markup | undefined): Markup | undefined {
  return (
    content &&
    markup`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}
</section>
`
  );
}

/** What stands above everything else. */
function notice({ title, lines }: NonNullable<ComparisonReport['notice']>): Markup {
  return markup`<aside class="notice" aria-label="${title}"><p><strong>${title}</strong></p>
<ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul></aside>
`;
}

function notes(lines: readonly string[]): Markup | undefined {
  if (lines.length === 0) return undefined;
  return markup`<ul class="notes">${lines.map((line) => markup`<li>${line}</li>`)}</ul>`;
}

/** What the table measures, as a heading begins. */
function measured({ sharedMetric }: ResultGrid): string {
  if (sharedMetric === undefined) return 'Results';
  const { label } = metricOf(sharedMetric);
  return `${label[0]!.toUpperCase()}${label.slice(1)}`;
}
