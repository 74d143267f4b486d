import { setTimeout as sleep } from 'node:timers/promises';
import { Run, readSweep, type Sweep, type SweepOptions } from '@ftn/library';
import {
  cellFolder,
  cellStates,
  describeEstimate,
  estimateRuns,
  forgetFailure,
  hashPlan,
  oneWorker,
  openSweep,
  readOptions,
  SweepWorker,
} from '@ftn/library/internal';
import { checkRedis } from './check-redis.js';
import { queueName } from './queue-name.js';
import { redisAddress } from './redis-address.js';
import { Refill, type Standing } from './refill.js';
import { RunQueue } from './run-queue.js';
import { tellTrouble } from './trouble.js';

/** What to sweep, and the queue that hands its runs out; memory and runs at once are each worker's own. */
export interface QueuedSweepOptions extends Pick<SweepOptions, 'plan' | 'out' | 'store' | 'signal'> {
  /** The address of Redis: `redis://HOST:6379`. */
  readonly queue: string;
}

const lookMs = 1000;
/** How long workers are waited for before it is said that there are none, in looks. */
const patientLooks = 3;

/**
 * Puts every run of a plan that has no result into a queue, and returns all results once workers have trained them:
 * `workOnSweep`, on any machine that shares the folder or the store. It trains nothing itself; ended, it can be given again at any time.
 *
 * @throws StorageError within three seconds where Redis cannot serve, the errors of `sweep`, InterruptedError where `signal`
 * stopped it, while workers go on
 */
export function sweepByQueue(options: QueuedSweepOptions): Run<Sweep> {
  return new Run(async ({ emit, stop }) => {
    const address = redisAddress(options.queue);
    await checkRedis(address);
    const { store } = options;
    await store?.pullPlan(readOptions(options).out);
    const { plan, out, cells, waiting } = await openSweep(options, emit);
    const name = store?.queueName ?? (await queueName(out));
    // Those that failed are to be tried again; workers leave them alone.
    const states = await cellStates(out, waiting, store);
    for (const [i, { id }] of waiting.entries()) {
      if (states[i] !== 'failed') continue;
      await store?.forgetFailure(id);
      await forgetFailure(cellFolder(out, id));
    }
    const done = cells.length - waiting.length;
    const counts = `${cells.length} runs in ${store?.shown ?? out}: ${done} are finished, ${waiting.length} to do`;
    emit({ kind: 'note', text: `${counts}, handed out by ${address.shown}` });
    // Beside the runs, which need not wait for it.
    await using measurer = new SweepWorker();
    void estimateRuns({ cells, out, threads: plan.threads, jobs: 1 }, measurer)
      .then((left) => left && emit({ kind: 'note', text: describeEstimate(left, oneWorker) }))
      .catch(() => {});
    await using queue = new RunQueue(address, name, tellTrouble(`the queue at ${address.shown}`, emit));
    const onTrouble = tellTrouble(`the store ${store?.shown}`, emit);
    const refill = new Refill(queue, { out, cells, hash: hashPlan(plan) }, { store, onTrouble });
    let standing: Standing;
    for (let looks = 0; ; looks++) {
      standing = await refill.look();
      const { finished, failed, running, open } = standing;
      const detail = `${running} running`;
      emit({ kind: 'progress', label: 'sweeping', done: finished + failed, total: cells.length, detail });
      if (open === 0 || stop.requested) break;
      if (looks === patientLooks && running === 0 && (await queue.workers()) === 0)
        emit({ kind: 'note', text: `no worker has come yet: start one on ${store?.shown ?? out}` });
      await sleep(lookMs, undefined, { signal: options.signal }).catch(() => {});
    }
    emit({ kind: 'done', label: 'sweeping' });
    const { finished } = standing;
    stop.throwIfRequested(
      `${finished} of ${cells.length} runs are finished`,
      'Workers go on; the same command again shows what they reach.',
    );
    return readSweep(out, { store });
  }, options.signal);
}
