import { setTimeout as sleep } from 'node:timers/promises';
import type { SweepCell, SweepStore } from '@ftn/library';
import {
  awaitSilence,
  cellFolder,
  cellStates,
  type RunContext,
  type RunningCells,
  runCell,
} from '@ftn/library/internal';
import { parseJob } from './job.js';
import { type JobEnd, JobWorker, type TakenJob } from './job-worker.js';
import type { PlannedRuns } from './planned-runs.js';
import { queueName } from './queue-name.js';
import type { RedisAddress } from './redis-address.js';
import { Refill } from './refill.js';
import { RunQueue } from './run-queue.js';
import { Trainers } from './trainers.js';
import { tellTrouble } from './trouble.js';

/** What a worker did. */
export interface Worked {
  /** Runs it brought to an end. */
  readonly finished: number;
  readonly failed: number;
  /** Jobs that were none of this sweep's. */
  readonly refused: number;
  /** Jobs it saw go to another worker, because the one that had them was silent. */
  readonly stalled: number;
}

/** How a worker works on a sweep. */
interface PlanWork {
  readonly address: RedisAddress;
  readonly planned: Pick<PlannedRuns, 'stored' | 'find'>;
  readonly jobs: number;
  readonly memoryLimit: number;
  /** Milliseconds. */
  readonly lease: number;
  /** Where the runs are kept; default their folders alone. */
  readonly store?: SweepStore | undefined;
  /** Wakes it where it waits, once it is to stop. */
  readonly signal?: AbortSignal | undefined;
  readonly startTrainer?: ConstructorParameters<typeof Trainers>[0];
}

/** How often the folder is looked at, and a stop looked for, in milliseconds. */
const lookMs = 1000;
const stopMs = 100;

/** Trains what the queue of a sweep hands out until there is nothing left, or a stop is asked for. */
export async function workOnPlan(work: PlanWork, context: RunContext): Promise<Worked> {
  const { address, planned, jobs, lease, memoryLimit, store } = work;
  const { emit, stop } = context;
  const { out, cells } = planned.stored;
  const name = store?.queueName ?? (await queueName(out));
  const progress: RunningCells = { label: 'sweeping', running: new Map(), done: 0, total: cells.length };
  const worked = { finished: 0, failed: 0, refused: 0, stalled: 0 };
  const onTrouble = tellTrouble(`the queue at ${address.shown}`, emit);
  // A worker that cannot write, or makes other runs than the sweep's, ends: the others go on.
  const broken = new AbortController();
  await using queue = new RunQueue(address, name, onTrouble);
  await using trainers = new Trainers(work.startTrainer);

  const train = async (cell: SweepCell): Promise<JobEnd> => {
    // The queue gave it to this worker, maybe because the one that had it was silent.
    await awaitSilence(cellFolder(out, cell.id), { lease, stop });
    // A look at the folder that was overtaken by the end of a run puts it into the queue once more.
    const [state] = await cellStates(out, [cell], store);
    if (state === 'finished' || state === 'failed') return 'done';
    await using lent = trainers.lend();
    const { threads } = planned.stored.plan;
    const { worker } = lent;
    const end = await runCell({ cell, out, worker, progress, memoryLimit, threads, lease, store }, context);
    if (end === 'finished' || end === 'failed') worked[end]++;
    return end === 'stopped' ? 'back' : 'done';
  };
  const onJob = async (job: TakenJob): Promise<JobEnd> => {
    if (stop.requested || broken.signal.aborted) return 'back';
    try {
      const wanted = parseJob(job);
      const cell = wanted && (await planned.find(wanted));
      if (cell) return await train(cell);
    } catch (error) {
      broken.abort(error);
      return 'back';
    }
    worked.refused++;
    emit({ kind: 'note', text: 'a job that is none of this sweep was left undone' });
    return 'done';
  };

  emit({ kind: 'note', text: `${cells.length} runs in ${store?.shown ?? out}: ${jobs} at once here` });
  const watch = setInterval(() => stop.requested && trainers.stop(stop.exitCode), stopMs);
  const woken = AbortSignal.any([broken.signal, ...(work.signal ? [work.signal] : [])]);
  try {
    const lookedIn = { store, lease, onTrouble: tellTrouble(`the store ${store?.shown}`, emit) };
    let refill = new Refill(queue, planned.stored, lookedIn);
    const onStalled = () => worked.stalled++;
    const answers = () => queue.answers();
    const taking = { address, name, jobs, lease, onJob, answers, onTrouble, onStalled };
    await using _worker = new JobWorker(taking);
    while (!stop.requested && !broken.signal.aborted) {
      if (!refill.isOf(planned.stored)) refill = new Refill(queue, planned.stored, lookedIn);
      const { open } = await refill.look();
      if (open === 0) break;
      await sleep(lookMs, undefined, { signal: woken }).catch(() => {});
    }
  } finally {
    clearInterval(watch);
  }
  emit({ kind: 'done', label: 'sweeping' });
  broken.signal.throwIfAborted();
  stop.throwIfRequested(`${worked.finished} runs were finished here`, 'Others go on from its checkpoints.');
  return worked;
}
