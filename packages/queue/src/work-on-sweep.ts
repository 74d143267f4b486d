import { Run, type SweepStore } from '@ftn/library';
import { readStoredPlan, requireJobs, usualJobs, usualLease } from '@ftn/library/internal';
import { checkRedis } from './check-redis.js';
import { PlannedRuns } from './planned-runs.js';
import { redisAddress } from './redis-address.js';
import { type Worked, workOnPlan } from './work-on-plan.js';

/** Which sweep is worked on, and how. */
export interface WorkOptions {
  /** The folder of the sweep, as it is mounted here; with a store this machine's copy, which may be empty. */
  readonly folder: string;
  /** The address of Redis: `redis://HOST:6379`. */
  readonly queue: string;
  /** Runs at once; default as many as processors have threads for. */
  readonly jobs?: number | undefined;
  /** Bytes all of them together may take; default what the machine has free. */
  readonly memoryLimit?: number | undefined;
  /** Milliseconds without a sign of life after which a worker has lost its run to another one; default 30,000. */
  readonly lease?: number | undefined;
  /** Where the sweep is kept for machines that share no folder, opened by `openStore` of `@ftn/store`. */
  readonly store?: SweepStore | undefined;
  /** Stops every run after its step, with a checkpoint saved, and leaves them to other workers. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains runs of a sweep that its queue hands out, until the sweep has none left: on this machine, beside any number of
 * workers on others that share its folder.
 *
 * @throws StorageError where Redis cannot serve or the folder holds no sweep, MismatchError where this machine would make
 * other runs, InterruptedError where `signal` stopped it
 */
export function workOnSweep(options: WorkOptions): Run<Worked> {
  return new Run(async (context) => {
    const { lease = usualLease, signal, store } = options;
    const address = redisAddress(options.queue);
    if (options.jobs !== undefined) requireJobs(options.jobs);
    await checkRedis(address);
    const planned = new PlannedRuns(await readStoredPlan(options.folder, store), store);
    const jobs = options.jobs ?? usualJobs(planned.stored.plan.threads);
    const memoryLimit = Math.floor((options.memoryLimit ?? process.availableMemory()) / jobs);
    return workOnPlan({ address, planned, jobs, memoryLimit, lease, signal, store }, context);
  }, options.signal);
}
