import { relative } from 'node:path';
import { forCsv } from '@ftn/errors';
import { Command } from 'commander';
import { type Cell, columns } from '../terminal/columns.js';
import type { Terminal } from '../terminal/terminal.js';
import { collect } from './flags.js';

interface RunsFlags {
  filter?: string[];
  sort?: string;
  csv?: boolean;
  json?: boolean;
}

type Row = Readonly<Record<string, string | number | boolean>>;

/** A number of a table: whole ones as they are, others to four digits. */
function shown(value: string | number | boolean | undefined): Cell {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(4));
  return value === undefined ? '' : String(value);
}

/** Every column that a row has, in the order they first appear. */
const namesOf = (rows: readonly Row[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))];

/** Rows for a screen: the folder last, where its length harms no other column, and no column that is empty or says nothing. */
function screenRows(rows: readonly Row[]): Record<string, Cell>[] {
  const names = namesOf(rows).filter((name) => name !== 'run' && name !== 'step');
  return rows.map((row) => ({
    ...Object.fromEntries(names.map((name) => [name, shown(row[name])])),
    run: relative('.', String(row.run)) || '.',
  }));
}

async function listRuns(folders: readonly string[], flags: RunsFlags, terminal: Terminal): Promise<void> {
  const { findRuns, runRows } = await import('@ftn/library');
  const runs = await findRuns(folders.length > 0 ? folders : ['runs'], (text) => terminal.note(text));
  const rows = runRows(runs, { filters: flags.filter, sort: flags.sort });
  if (flags.json) {
    terminal.json({ id: 'runs', rows });
    return;
  }
  if (flags.csv) {
    const names = namesOf(rows);
    terminal.print(names.map(forCsv).join(','));
    for (const row of rows) terminal.print(names.map((name) => forCsv(csvCell(row[name]))).join(','));
    return;
  }
  for (const line of columns(screenRows(rows), terminal.screenWidth)) terminal.print(line);
  const unfinished = rows.filter(({ state }) => state !== 'finished').length;
  const rest = unfinished > 0 ? `, ${unfinished} of them not finished` : '';
  terminal.note(`${rows.length} of ${runs.length} runs${rest}`);
}

const csvCell = (value: string | number | boolean | undefined): Cell =>
  typeof value === 'boolean' ? String(value) : (value ?? '');

/** `ftn runs`: the runs below folders as a table. */
export function runsVerb(terminal: Terminal): Command {
  return new Command('runs')
    .description('list the runs below folders: settings, progress and metrics, filtered and sorted')
    .argument('[folder...]', 'where to look (default: runs)')
    .option(
      '--filter <key=value>',
      'only runs with this column, metric or setting, e.g. method=ftn or options.rank=4; may be repeated',
      collect,
    )
    .option('--sort <key>', 'sort by a column, metric or setting; -KEY sorts descending')
    .option('--csv', 'print comma-separated values')
    .option('--json', 'print one JSON object')
    .action((folders: string[], flags: RunsFlags) => listRuns(folders, flags, terminal));
}
