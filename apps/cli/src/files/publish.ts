import { join, resolve } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { makeFolder } from '@ftn/errors/node';
import type { ComparisonPages } from '@ftn/library/internal';
import {
  type ComparisonReport,
  renderComparisonHtml,
  tableCsv,
  tableLatex,
  tableMarkdown,
} from '@ftn/report';
import type { Terminal } from '../terminal/terminal.js';

/**
 * Writes a table as `table.json`, its results as `table.csv`, `table.md` and `table.tex`, and its page as `report.html` in a
 * folder; returns the line that says where.
 */
export async function writeReport(out: string, table: object, page: ComparisonReport): Promise<string> {
  await makeFolder(out);
  const file = join(out, 'report.html');
  await writeFileAtomic(file, Buffer.from(renderComparisonHtml(page)));
  await writeFileAtomic(join(out, 'table.json'), Buffer.from(`${JSON.stringify(table, null, 2)}\n`));
  const { table: results, names } = page;
  const texts = { csv: tableCsv, md: tableMarkdown, tex: tableLatex };
  for (const [ending, write] of Object.entries(texts))
    await writeFileAtomic(join(out, `table.${ending}`), Buffer.from(write(results, names)));
  return `report: ${resolve(file)}`;
}

/** Writes a comparison's table and page to `out` and shows the table, with --json as an object. */
export async function publishComparison(
  { table, page, details = {} }: ComparisonPages,
  { out, json }: { readonly out: string; readonly json: boolean },
  terminal: Terminal,
): Promise<void> {
  const object = { ...table, ...details };
  const line = await writeReport(out, object, page);
  await terminal.table({ ...table, rows: [...table.rows, ...table.means] }, json);
  terminal.tell(line, json);
  if (json) terminal.json(object);
}
