import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '@ftn/adapters';
import { isRunLocked, readLatestRunCheckpoint } from '@ftn/checkpoints/node';
import { LockedError } from '@ftn/errors';
import { allowedChanges } from '@ftn/training';
import { libraryVersion } from '../files/package-files.js';
import type { Emit } from '../progress/events.js';
import type { RunContext } from '../progress/run.js';
import { againHint } from '../train/trained.js';
import { cellFolder, forgetFailure, forgetResult } from './cell-folder.js';
import type { Cell } from './cells.js';
import type { SweepRecord } from './sweep-record.js';
import { readSweepCells } from './sweep-status.js';
import { trainCells } from './train-cells.js';
import type { Trainer } from './trainer.js';
import { SweepWorker } from './workers.js';

/** A hash of plain data, as runs of plans are named by. */
export const shortHash = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);

/** The id of a run by all that decides its numbers; its threads are part of it where they were asked for. */
export const runId = (of: Readonly<Record<string, unknown>>, threads: number | undefined): string =>
  shortHash({ ...of, threads: threads ?? null, version: libraryVersion() });

/** The folder a run is trained in. */
export const runFolder = (runs: string, { id }: Pick<Cell, 'id'>): string =>
  join(cellFolder(runs, id), 'run');

/** The runs of a plan that a command makes, and the folder they are kept in. */
export interface PlannedCells {
  readonly cells: readonly Cell[];
  readonly runs: string;
}

/** Says how much of a plan is there, where it is given again. */
export async function tellKept(
  { cells, runs }: PlannedCells,
  {
    out,
    what,
    resume,
  }: { readonly out: string; readonly what: string; readonly resume?: boolean | undefined },
  emit: Emit,
): Promise<void> {
  const states = (await readSweepCells(runs, cells)).map(({ state }) => state);
  const finished = states.filter((state) => state === 'finished').length;
  const text =
    finished > 0
      ? `going on in ${out}: ${finished} of ${states.length} runs are finished`
      : `nothing to resume in ${out}: the ${what} starts at the beginning`;
  if (finished > 0 || (resume && states.every((state) => state === 'waiting'))) emit({ kind: 'note', text });
}

/** How the runs of a plan are trained. */
export interface TrainingOfPlan extends PlannedCells {
  /** What all of them together are called while they go on, e.g. `comparing`; and the plan, e.g. `comparison`. */
  readonly label: string;
  readonly what: string;
  /** Runs at once. */
  readonly jobs: number;
  /** Threads of one run. */
  readonly threads: number;
  readonly memoryLimit?: number | undefined;
  /** Trains in this process, where they go one after the other. */
  readonly here: () => Trainer;
}

/**
 * Trains the runs of a plan that are not finished: one after the other in this process, or several at once in others.
 *
 * @throws InterruptedError where it was stopped, LockedError where another process trains some of them
 */
export async function trainMissing(plan: TrainingOfPlan, context: RunContext): Promise<void> {
  const { cells, runs, label, what, jobs, threads, memoryLimit } = plan;
  const standing = await readSweepCells(runs, cells);
  const waiting = cells.filter((_, i) => standing[i]!.state !== 'finished');
  if (waiting.length === 0) return;
  const atOnce = Math.min(jobs, waiting.length);
  const here = atOnce === 1;
  await trainCells(
    {
      ...{ waiting, out: runs, label, done: cells.length - waiting.length, atOnce, threads },
      // What other processes may take is shared out; this one sees for itself what is free.
      memoryLimit: memoryLimit ?? (here ? undefined : process.availableMemory()),
      alone: here,
      trainers: () => (here ? plan.here() : new SweepWorker()),
    },
    context,
  );
  context.stop.throwIfRequested('finished runs are kept', againHint);
  const left = (await readSweepCells(runs, cells)).filter(
    ({ state }) => !['finished', 'failed'].includes(state),
  );
  if (left.length === 0) return;
  throw new LockedError(`another process trains ${left.length} runs of this ${what}`, {
    file: runs,
    hint: 'Give the same command again once they are finished.',
  });
}

/** A run whose folder may be that of an earlier one under settings that changed. */
export interface ResumableCell extends Pick<Cell, 'id' | 'label'> {
  /** Everything that must be the same when it is resumed. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * Takes over the runs of the plan before that are the same but for settings which may change on resuming (more epochs, or any
 * where that is allowed): their folders go to the runs of this plan, which go on from there.
 *
 * @throws UsageError that names every setting that changed and may not, LockedError where another process trains one
 */
export async function takeOver(
  {
    cells,
    runs,
    allowChange = false,
  }: { readonly cells: readonly ResumableCell[] } & Pick<PlannedCells, 'runs'> & {
      readonly allowChange?: boolean | undefined;
    },
  before: SweepRecord | null,
): Promise<void> {
  const ids = new Set(cells.map(({ id }) => id));
  const moves: { readonly from: string; readonly to: string }[] = [];
  for (const cell of cells) {
    const to = cellFolder(runs, cell.id);
    const old = before?.cells.find(({ id, label }) => label === cell.label && !ids.has(id));
    const from = old && cellFolder(runs, old.id);
    if (from === undefined || existsSync(to) || !existsSync(from)) continue;
    const directory = join(from, 'run');
    if (await isRunLocked(from)) throw new LockedError('another process trains this run', { file: from });
    const found = await readLatestRunCheckpoint(directory);
    if (!found) continue;
    const { settings = {} } = found.header as { readonly settings?: Readonly<Record<string, unknown>> };
    // What a training adds of its own, it compares itself when it goes on.
    const known = Object.entries(settings).filter(([key]) => Object.hasOwn(cell.settings, key));
    const kept = { before: Object.fromEntries(known), now: cell.settings };
    allowedChanges({ directory, ...kept, resume: true, allowChange });
    moves.push({ from, to });
  }
  for (const { from, to } of moves) {
    await rename(from, to);
    await forgetResult(to);
    await forgetFailure(to);
  }
}
