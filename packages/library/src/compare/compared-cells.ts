import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '@ftn/adapters';
import { isRunLocked, readLatestRunCheckpoint } from '@ftn/checkpoints/node';
import { LockedError } from '@ftn/errors';
import { allowedChanges } from '@ftn/training';
import { libraryVersion } from '../files/package-files.js';
import { cellFolder, forgetFailure, forgetResult } from '../sweep/cell-folder.js';
import type { Cell } from '../sweep/cells.js';
import type { SweepRecord } from '../sweep/sweep-record.js';
import { type ComparedRun, labelOfRun, trainsTogether } from './compared-runs.js';
import type { OpenComparison } from './open-comparison.js';

/** One run of a comparison's plan. */
export interface ComparedCell extends Cell {
  readonly run: ComparedRun;
}

const shortHash = (value: unknown) =>
  createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);

/**
 * The runs of a comparison with what tells each from every other: its resolved settings, data and weights, its seed, the
 * version of the library and its threads where they were asked for. Of test images alone its result depends, not its training.
 */
export function comparedCells(open: OpenComparison, runs: readonly ComparedRun[]): ComparedCell[] {
  const { signal: _signal, ...compared } = open.options;
  return runs.map((run) => {
    const { trial } = run;
    const settings = open.settingsOf(run);
    const threads = open.options.threads ?? null;
    const id = shortHash({ kind: 'compared', settings, trial, threads, version: libraryVersion() });
    const tested = shortHash(open.subjects(run).map(({ testIdentity }) => testIdentity));
    return { id, label: labelOfRun(run), tested, run, options: { compared, run } };
  });
}

/** The folder a run is trained in. */
export const runFolder = (runs: string, { id }: Pick<Cell, 'id'>): string =>
  join(cellFolder(runs, id), 'run');

/**
 * Takes over the runs of the plan before that are the same but for settings which may change on resuming (more epochs, or any
 * where that is allowed): their folders go to the runs of this plan, which go on from there.
 *
 * @throws UsageError that names every setting that changed and may not, LockedError where another process trains one
 */
export async function takeOver(
  open: OpenComparison,
  cells: readonly ComparedCell[],
  before: SweepRecord | null,
): Promise<void> {
  const { runs } = open.prepared;
  const ids = new Set(cells.map(({ id }) => id));
  const moves: { readonly from: string; readonly to: string }[] = [];
  for (const cell of cells) {
    const to = cellFolder(runs, cell.id);
    const old = before?.cells.find(({ id, label }) => label === cell.label && !ids.has(id));
    const from = old && cellFolder(runs, old.id);
    // One network for all domains is trained in stages, of which none is longer than the recipe says.
    if (from === undefined || existsSync(to) || !existsSync(from) || trainsTogether(cell.run.system))
      continue;
    const directory = join(from, 'run');
    if (await isRunLocked(from)) throw new LockedError('another process trains this run', { file: from });
    const found = await readLatestRunCheckpoint(directory);
    if (!found) continue;
    const { settings } = found.header as { readonly settings?: unknown };
    const { allowChange = false } = open.options;
    allowedChanges({
      directory,
      before: settings,
      now: open.settingsOf(cell.run),
      resume: true,
      allowChange,
    });
    moves.push({ from, to });
  }
  for (const { from, to } of moves) {
    await rename(from, to);
    await forgetResult(to);
    await forgetFailure(to);
  }
}
