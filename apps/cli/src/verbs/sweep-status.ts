import { setTimeout } from 'node:timers/promises';
import type { Sweep } from '@ftn/library';
import { Command } from 'commander';
import { columns } from '../terminal/columns.js';
import { shortTime } from '../terminal/progress-line.js';
import { stoppable } from '../terminal/stop-signal.js';
import { cellRow, sweepJson } from '../terminal/sweep-rows.js';
import type { Terminal } from '../terminal/terminal.js';
import { openedStore } from './packages-apart.js';

interface StatusFlags {
  store?: string;
  page?: boolean;
  watch?: boolean;
  json?: boolean;
}

/** How often a sweep that is watched is looked at. */
const pauseMs = 5000;

/** How a sweep stands, from its folder alone. */
async function show(sweep: Sweep, flags: StatusFlags, terminal: Terminal): Promise<void> {
  const library = await import('@ftn/library');
  if (flags.page) {
    const { publishSweep } = await import('../files/publish-sweep.js');
    terminal.tell(`report: ${await publishSweep(sweep)}`, flags.json ?? false);
  }
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
  for (const line of sweep.chosen) terminal.note(`chosen: ${line}`);
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  const states = ['finished', 'running', 'failed', 'stopped', 'waiting'].filter((state) => count(state) > 0);
  const left = sweep.secondsLeft;
  const time = left === null || left === 0 ? '' : `; about ${shortTime(left)} left, one run at a time`;
  terminal.note(
    `${rows.length} runs: ${states.map((state) => `${count(state)} ${state}`).join(', ')}${time}`,
  );
}

/** Shows it once, or again whenever it has changed until nothing runs any more. */
async function status(folder: string, flags: StatusFlags, terminal: Terminal): Promise<void> {
  const { readSweep } = await import('@ftn/library');
  const standing = ({ cells }: Sweep) => cells.map(({ id, state }) => `${id} ${state}`).join();
  const store = await openedStore(flags.store);
  let sweep = await readSweep(folder, { store });
  await show(sweep, flags, terminal);
  if (!flags.watch) return;
  await stoppable(terminal, async (signal) => {
    // Between two runs there may be none for a moment.
    for (let idle = 0; idle < 2 && !signal.aborted; ) {
      idle = sweep.cells.some(({ state }) => state === 'running') ? 0 : idle + 1;
      if (sweep.cells.every(({ state }) => state === 'finished')) break;
      await setTimeout(pauseMs, undefined, { signal }).catch(() => {});
      const now = await readSweep(folder, { store });
      if (standing(now) !== standing(sweep)) await show(now, flags, terminal);
      sweep = now;
    }
  });
}

/** `ftn sweep status`: what a sweep has done, does, and has still to do. */
export function sweepStatusVerb(terminal: Terminal): Command {
  return new Command('status')
    .description('show how a sweep stands: results so far, what runs, what failed and why, time left')
    .argument('<folder>', 'the folder of the sweep')
    .option(
      '--store <url>',
      'the store that keeps it: s3://BUCKET/PREFIX; results are brought into the folder',
    )
    .option(
      '--page',
      'write it as report.html in the folder (of a comparison status.html), which a browser reads again while runs are left',
    )
    .option('--watch', 'show it again whenever it has changed, until nothing runs')
    .option('--json', 'print it as one JSON object')
    .action((folder: string, flags: StatusFlags) => status(folder, flags, terminal));
}
