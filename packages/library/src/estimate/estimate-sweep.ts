import { FtnError } from '@ftn/errors';
import type { Emit } from '../progress/events.js';
import { planSweep, requireJobs, type SweepOptions, usualJobs } from '../sweep/plan-sweep.js';
import type { SweepWorker } from '../sweep/workers.js';
import { describeEstimate } from './describe-estimate.js';
import { estimateAlone, estimateRuns, type SweepEstimate } from './estimate-runs.js';

/**
 * What is left of a plan: runs, steps, and about how long they take here, in how much memory and on how much disk. Nothing is trained
 * or written; a step of each kind of run is measured, for some seconds in all.
 *
 * @returns null where nothing is left
 * @throws StorageError where nothing can be measured, and the errors of `planSweep`
 */
export async function estimateSweep(
  options: Pick<SweepOptions, 'plan' | 'out' | 'jobs'>,
): Promise<SweepEstimate | null> {
  if (options.jobs !== undefined) requireJobs(options.jobs);
  const { plan, out, cells } = await planSweep(options);
  const { threads } = plan;
  return estimateAlone({ cells, out, threads, jobs: options.jobs ?? usualJobs(threads) });
}

/** Says what is left before the first run begins. A run whose cost cannot be measured may be trained all the same. */
export async function tellEstimate(
  runs: Parameters<typeof estimateRuns>[0],
  worker: SweepWorker,
  emit: Emit,
): Promise<void> {
  const estimate = await estimateRuns(runs, worker).catch((error: unknown) => {
    if (!FtnError.isInstance(error)) throw error;
    emit({ kind: 'note', text: error.message });
    return null;
  });
  if (estimate) emit({ kind: 'note', text: describeEstimate(estimate) });
}
