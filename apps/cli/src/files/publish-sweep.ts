import { join } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { Sweep } from '@ftn/library';
import { shortTime } from '../terminal/progress-line.js';
import { cellRow } from '../terminal/sweep-rows.js';

/** Seconds after which a browser reads the page of a sweep that goes on again. */
const refreshSeconds = 10;

/** Writes the page of a sweep in its folder; returns where it is. */
export async function publishSweep(sweep: Sweep): Promise<string> {
  const { displayNames } = await import('@ftn/library/internal');
  const { sweepTable } = await import('@ftn/library');
  const { renderSweepHtml } = await import('@ftn/report');
  const { cells, title, out, secondsLeft, chosen } = sweep;
  const table = sweepTable(sweep);
  const open = cells.some(({ state }) => state !== 'finished' && state !== 'failed');
  const page = renderSweepHtml({
    title: title ?? 'Sweep',
    table: { ...table, rows: [...table.rows, ...table.means] },
    runs: cells.map((cell) => {
      const { state, run: label, folder: id, error } = cellRow(cell);
      return { state, label, id, error, seconds: cell.result?.seconds };
    }),
    names: displayNames(),
    notes: chosen.map((line) => `Rates of ${line}.`),
    ...(secondsLeft ? { left: `about ${shortTime(secondsLeft)} left, one run at a time` } : {}),
    ...(open ? { refresh: refreshSeconds } : {}),
  });
  const file = join(out, sweep.page);
  await writeFileAtomic(file, Buffer.from(page));
  return file;
}
