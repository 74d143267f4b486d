import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from '@ftn/errors';
import { folderName } from '../files/folder-name.js';
import { planCells, type SweepCell } from './cells.js';
import { chosenPlan, readSearch, type SearchRecord } from './search-record.js';
import { parsePlan, readPlan, type SweepPlan, type WrittenPlan } from './sweep-plan.js';
import type { SweepStore } from './sweep-store.js';

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
  /** Where the sweep is kept for machines that share no folder, opened by `openStore` of `@ftn/store`; the folder is then a copy. */
  readonly store?: SweepStore | undefined;
  /** Stops every run after its step, with a checkpoint saved. */
  readonly signal?: AbortSignal | undefined;
}

const planOf = (plan: SweepOptions['plan']): SweepPlan =>
  typeof plan === 'string' ? readPlan(plan) : parsePlan(JSON.stringify(plan), 'plan');

/** The folder of a sweep's runs unless it is named. */
function defaultFolder({ plan }: SweepOptions, { title }: SweepPlan): string {
  const file = typeof plan === 'string' ? plan.replace(/^.*[/\\]/, '').replace(/\.ya?ml$/, '') : 'sweep';
  return join('runs', folderName(title ?? file));
}

/** A plan as it is written, and the folder of its runs. */
export function readOptions(options: SweepOptions): { readonly plan: SweepPlan; readonly out: string } {
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

/** How many runs go at once unless told: as many as processors have threads for. */
export const usualJobs = (threads: number): number =>
  Math.max(1, Math.floor(availableParallelism() / threads));

/** @throws UsageError for what is no number of runs at once */
export function requireJobs(jobs: number): void {
  if (Number.isInteger(jobs) && jobs >= 1) return;
  throw new UsageError('invalid `jobs`', { expected: 'a whole number from 1 up', got: String(jobs) });
}
