import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from '@ftn/errors';
import { makeFolder } from '@ftn/errors/node';
import { folderName } from '../files/folder-name.js';
import type { Emit } from '../progress/events.js';
import { Run, type RunContext } from '../progress/run.js';
import { readCell } from './cell-folder.js';
import { planCells, type SweepCell } from './cells.js';
import { runCell, type SweepProgress } from './run-cell.js';
import { searchRates } from './search.js';
import { chosenPlan, forgetSearch, readSearch, type SearchRecord, searchLines } from './search-record.js';
import { writeStoredPlan } from './stored-plan.js';
import { parsePlan, readPlan, type SweepPlan, type WrittenPlan } from './sweep-plan.js';
import { describeChange, readSweepRecord, writeSweepRecord } from './sweep-record.js';
import { readSweep, readSweepCells, type Sweep } from './sweep-status.js';
import { SweepWorker } from './workers.js';

/** What to sweep, where it is kept, and how many of its runs go at once. */
export interface SweepOptions {
  /** A plan, or the file of one. */
  readonly plan: string | WrittenPlan;
  /** The folder of its runs; default `runs/` and the plan's title, or the name of its file. */
  readonly out?: string | undefined;
  /** Runs at once; default as many as processors have threads for. The numbers are the same for any. */
  readonly jobs?: number | undefined;
  /** Bytes all runs together may take; default what the machine has free. */
  readonly memoryLimit?: number | undefined;
  /** Stops every run after its step, with a checkpoint saved. */
  readonly signal?: AbortSignal | undefined;
}

/** How often a stop that was asked for is looked for. */
const lookMs = 100;

const planOf = (plan: SweepOptions['plan']): SweepPlan =>
  typeof plan === 'string' ? readPlan(plan) : parsePlan(JSON.stringify(plan), 'plan');

/** The folder of a sweep's runs unless it is named. */
function defaultFolder({ plan }: SweepOptions, { title }: SweepPlan): string {
  const file = typeof plan === 'string' ? plan.replace(/^.*[/\\]/, '').replace(/\.ya?ml$/, '') : 'sweep';
  return join('runs', folderName(title ?? file));
}

/** A plan as it is written, and the folder of its runs. */
function readOptions(options: SweepOptions): { readonly plan: SweepPlan; readonly out: string } {
  const plan = planOf(options.plan);
  return { plan, out: resolve(options.out ?? defaultFolder(options, plan)) };
}

/**
 * A plan, its runs and their folder, as `sweep` would take them; of a plan with a search, those with the rates it chose.
 *
 * @throws what `planCells` and the plan's reader throw; UsageError where its search has not ended
 */
export async function planSweep(options: SweepOptions): Promise<{
  readonly plan: SweepPlan;
  readonly out: string;
  readonly cells: readonly SweepCell[];
  /** Whether its rates are those of a search. */
  readonly searched: boolean;
}> {
  const { plan: written, out } = readOptions(options);
  const plan = written.search ? chosenPlan(written, await requireSearch(out, written)) : written;
  return { plan, out, cells: await planCells(plan), searched: written.search !== undefined };
}

async function requireSearch(out: string, plan: SweepPlan): Promise<SearchRecord> {
  const found = await readSearch(out, plan);
  if (found) return found;
  const { candidates, epochs } = plan.search!;
  throw new UsageError('the rates of this plan are not chosen yet', {
    got: `a search of ${candidates} candidates for each of ${plan.methods.length} methods, over ${epochs.join(' and ')} epochs`,
    hint: 'Give the plan to `sweep` on one machine: it searches first, then trains.',
  });
}

/**
 * Trains every run of a plan that has no result yet, several at once in processes of their own, and returns all results:
 *
 * ```ts
 * const { results } = await sweep({ plan: { data: 'mini-domains', ranks: [1, 4], seeds: [0, 1, 2] } });
 * ```
 *
 * Given again it trains what is missing, and what failed. A run that fails does not stop the others. Several processes may
 * sweep the same folder: each takes runs that no other holds.
 *
 * @throws UsageError for a plan that cannot be run, before anything is; InterruptedError where `signal` stopped it
 */
export function sweep(options: SweepOptions): Run<Sweep> {
  return new Run((context) => sweepAll(options, context), options.signal);
}

/** How many runs go at once unless told: as many as processors have threads for. */
export const usualJobs = (threads: number): number =>
  Math.max(1, Math.floor(availableParallelism() / threads));

/** @throws UsageError for what is no number of runs at once */
export function requireJobs(jobs: number): void {
  if (Number.isInteger(jobs) && jobs >= 1) return;
  throw new UsageError('invalid `jobs`', { expected: 'a whole number from 1 up', got: String(jobs) });
}

/** A plan whose folder is made and knows it, and those of its runs that have no result. */
interface OpenedSweep {
  readonly plan: SweepPlan;
  readonly out: string;
  readonly cells: readonly SweepCell[];
  readonly waiting: SweepCell[];
}

/** Plans a sweep, keeps the plan in its folder, and says how it differs from the one that was there. */
export async function openSweep(options: SweepOptions, emit: Emit): Promise<OpenedSweep> {
  const { plan, out, cells, searched } = await planSweep(options);
  await makeFolder(out);
  const change = describeChange(await readSweepRecord(out), cells);
  if (change !== null) emit({ kind: 'note', text: change });
  await writeStoredPlan(out, plan);
  if (!searched) await forgetSearch(out);
  await writeSweepRecord(out, { title: plan.title ?? null, cells });
  const waiting: SweepCell[] = [];
  for (const cell of cells) if ((await readCell(out, cell)).state !== 'finished') waiting.push(cell);
  return { plan, out, cells, waiting };
}

async function sweepAll(options: SweepOptions, context: RunContext): Promise<Sweep> {
  const { emit, stop } = context;
  if (options.jobs !== undefined) requireJobs(options.jobs);
  await searchFirst(options, context);
  const { plan, out, cells, waiting } = await openSweep(options, emit);
  await trainCells({ plan, out, cells, waiting }, options, context);
  emit({ kind: 'done', label: 'sweeping' });
  const swept = await readSweep(out);
  const finished = swept.cells.filter(({ state }) => state === 'finished').length;
  stop.throwIfRequested(
    `${finished} of ${cells.length} runs are finished`,
    'Give the same command again to go on.',
  );
  return swept;
}

/** Chooses the rates of a plan that asks for it, unless they are chosen. */
async function searchFirst(options: SweepOptions, context: RunContext): Promise<void> {
  const { plan, out } = readOptions(options);
  if (!plan.search || (await readSearch(out, plan))) return;
  await makeFolder(out);
  const train = async (cells: readonly SweepCell[]) => {
    const standing = await readSweepCells(out, cells);
    const waiting = cells.filter((_, i) => standing[i]!.state !== 'finished');
    await trainCells({ plan, out, cells, waiting }, options, context);
    context.stop.throwIfRequested('the search has not ended', 'Give the same command again to go on.');
    return readSweepCells(out, cells);
  };
  const found = await searchRates(plan, out, train, context.emit);
  for (const text of searchLines(found)) context.emit({ kind: 'note', text: `chosen: ${text}` });
}

/** Trains the runs that wait, several at once, each in a process of its own. */
async function trainCells(
  { plan, out, cells, waiting }: OpenedSweep,
  options: SweepOptions,
  context: RunContext,
): Promise<void> {
  const { emit, stop } = context;
  const jobs = options.jobs ?? usualJobs(plan.threads);
  const done = cells.length - waiting.length;
  const atOnce = Math.min(jobs, Math.max(1, waiting.length));
  emit({
    kind: 'note',
    text: `${cells.length} runs in ${out}: ${done} are finished, ${waiting.length} to do, ${atOnce} at once`,
  });
  const progress: SweepProgress = { running: new Map(), done, total: cells.length };
  const memoryLimit = Math.floor((options.memoryLimit ?? process.availableMemory()) / atOnce);
  const lane = async () => {
    await using worker = new SweepWorker();
    const watch = setInterval(() => stop.requested && worker.stop(stop.exitCode), lookMs);
    try {
      for (let cell = waiting.shift(); cell && !stop.requested; cell = waiting.shift())
        await runCell({ cell, out, worker, progress, memoryLimit, threads: plan.threads }, context);
    } finally {
      clearInterval(watch);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
