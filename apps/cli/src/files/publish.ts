import { join, resolve } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { makeFolder } from '@ftn/errors/node';
import type { ComparisonPages } from '@ftn/library/internal';
import {
  type ComparisonReport,
  comparisonFigures,
  renderComparisonHtml,
  tableCsv,
  tableLatex,
  tableMarkdown,
} from '@ftn/report';
import type { Terminal } from '../terminal/terminal.js';
import { writeFigure } from './write-figure.js';

/** Writes a table as `table.json` in a folder. */
async function writeTable(out: string, table: object): Promise<void> {
  await makeFolder(out);
  await writeFileAtomic(join(out, 'table.json'), Buffer.from(`${JSON.stringify(table, null, 2)}\n`));
}

/** Writes results as `table.csv`, `table.md` and `table.tex` in a folder. */
async function writeTexts(out: string, { table, names }: ComparisonReport): Promise<void> {
  const texts = { csv: tableCsv, md: tableMarkdown, tex: tableLatex };
  for (const [ending, write] of Object.entries(texts))
    await writeFileAtomic(join(out, `table.${ending}`), Buffer.from(write(table, names)));
}

/** Writes a page as `report.html` in a folder; returns the line that says where. */
async function writePage(out: string, page: ComparisonReport): Promise<string> {
  const file = join(out, 'report.html');
  await writeFileAtomic(file, Buffer.from(renderComparisonHtml(page)));
  return `report: ${resolve(file)}`;
}

/** Writes a table as `table.json`, then its page as `report.html`; returns the line that says where. */
export async function writeReport(out: string, table: object, page: ComparisonReport): Promise<string> {
  await writeTable(out, table);
  return writePage(out, page);
}

/**
 * Writes a comparison's table, page and figures to `out` and shows the table, with --json as an object. Numbers come first: a page that
 * cannot be drawn loses none of them.
 */
export async function publishComparison(
  { table, page, details = {} }: ComparisonPages,
  { out, json }: { readonly out: string; readonly json: boolean },
  terminal: Terminal,
): Promise<void> {
  const object = { ...table, ...details };
  await writeTable(out, object);
  await writeTexts(out, page);
  if (page.notice)
    for (const line of [`${page.notice.title}:`, ...page.notice.lines]) terminal.tell(line, json);
  await terminal.table({ ...table, rows: [...table.rows, ...table.means] }, json);
  // Before the page where it is not the last line: a program reads the object there.
  if (json) terminal.json(object);
  terminal.tell(await writePage(out, page), json);
  const figures = comparisonFigures(page);
  for (const { name, draw } of figures) await writeFigure(join(out, 'figures'), name, draw);
  if (figures.length > 0)
    terminal.note(`${figures.length} figures as SVG and PNG in ${resolve(out, 'figures')}`);
}
