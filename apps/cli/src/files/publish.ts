import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { ComparisonPages } from '@ftn/library/internal';
import { renderComparisonHtml } from '@ftn/report';
import type { Terminal } from '../terminal/terminal.js';

/** Writes a comparison's table and page to `out` and shows the table, with --json as an object. */
export async function publishComparison(
  { table, page, details = {} }: ComparisonPages,
  { out, json }: { readonly out: string; readonly json: boolean },
  terminal: Terminal,
): Promise<void> {
  const object = { ...table, ...details };
  await mkdir(out, { recursive: true });
  await writeFileAtomic(join(out, 'report.html'), Buffer.from(renderComparisonHtml(page)));
  await writeFileAtomic(join(out, 'table.json'), Buffer.from(`${JSON.stringify(object, null, 2)}\n`));
  const shown = { ...table, rows: [...table.rows, ...table.means] };
  await terminal.table(shown, json);
  const line = `report: ${resolve(out, 'report.html')}`;
  if (json) terminal.note(line);
  else terminal.print(line);
  if (json) terminal.json(object);
}
