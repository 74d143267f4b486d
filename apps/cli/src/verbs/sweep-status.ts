import { Command } from 'commander';
import { columns } from '../terminal/columns.js';
import { shortTime } from '../terminal/progress-line.js';
import { cellRow, sweepJson } from '../terminal/sweep-rows.js';
import type { Terminal } from '../terminal/terminal.js';

interface StatusFlags {
  json?: boolean;
}

/** How a sweep stands, from its folder alone. */
async function status(folder: string, flags: StatusFlags, terminal: Terminal): Promise<void> {
  const library = await import('@ftn/library');
  const sweep = await library.readSweep(folder);
  if (flags.json) {
    terminal.json(await sweepJson(sweep));
    return;
  }
  const rows = sweep.cells.map(cellRow);
  const open = rows.filter(({ state }) => state !== 'finished');
  const shown = open.map(({ state, folder: id, run }) => ({ state, folder: id, run }));
  for (const line of columns(shown, terminal.screenWidth)) terminal.print(line);
  for (const { state, label, failure } of sweep.cells) {
    if (state !== 'failed' || !failure) continue;
    terminal.print(`${label}: ${failure.message}`);
    for (const line of failure.output.split('\n').filter(Boolean)) terminal.print(`  ${line}`);
  }
  if (sweep.results.length > 0) {
    const table = library.sweepTable(sweep);
    await terminal.table({ ...table, rows: [...table.rows, ...table.means] });
  }
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  const states = ['finished', 'running', 'failed', 'stopped', 'waiting'].filter((state) => count(state) > 0);
  const left = sweep.secondsLeft;
  const time = left === null || left === 0 ? '' : `; about ${shortTime(left)} left, one run at a time`;
  terminal.note(
    `${rows.length} runs: ${states.map((state) => `${count(state)} ${state}`).join(', ')}${time}`,
  );
}

/** `ftn sweep status`: what a sweep has done, does, and has still to do. */
export function sweepStatusVerb(terminal: Terminal): Command {
  return new Command('status')
    .description('show how a sweep stands: results so far, what runs, what failed and why, time left')
    .argument('<folder>', 'the folder of the sweep')
    .option('--json', 'print it as one JSON object')
    .action((folder: string, flags: StatusFlags) => status(folder, flags, terminal));
}
