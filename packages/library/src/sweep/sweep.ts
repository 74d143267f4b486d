import { makeFolder } from '@ftn/errors/node';
import { tellEstimate } from '../estimate/estimate-sweep.js';
import type { Emit } from '../progress/events.js';
import { Run, type RunContext } from '../progress/run.js';
import type { SweepCell } from './cells.js';
import { planSweep, readOptions, requireJobs, type SweepOptions, usualJobs } from './plan-sweep.js';
import { searchRates } from './search.js';
import { forgetSearch, readSearch, searchLines } from './search-record.js';
import { cellStates, pullResults, pushResults } from './stored-cells.js';
import { writeStoredPlan } from './stored-plan.js';
import type { SweepPlan } from './sweep-plan.js';
import { describeChange, readSweepRecord, writeSweepRecord } from './sweep-record.js';
import { readSweep, readSweepCells, type Sweep } from './sweep-status.js';
import { trainCells } from './train-cells.js';
import { SweepWorker } from './workers.js';

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

/** A plan whose folder is made and knows it, and those of its runs that have no result. */
interface OpenedSweep {
  readonly plan: SweepPlan;
  readonly out: string;
  readonly cells: readonly SweepCell[];
  readonly waiting: SweepCell[];
}

/** Plans a sweep, keeps the plan in its folder, and says how it differs from the one that was there. */
export async function openSweep(options: SweepOptions, emit: Emit): Promise<OpenedSweep> {
  const { store } = options;
  const { plan, out, cells, searched } = await planSweep(options);
  await makeFolder(out);
  const change = describeChange(await readSweepRecord(out), cells);
  if (change !== null) emit({ kind: 'note', text: change });
  await writeStoredPlan(out, plan);
  if (!searched) await forgetSearch(out);
  await writeSweepRecord(out, { title: plan.title ?? null, cells });
  if (store) {
    await store.pushPlan(out);
    await pushResults(out, cells, await cellStates(out, cells, store), store);
  }
  const states = await cellStates(out, cells, store);
  // What is finished tells how long the others take.
  if (store) await pullResults(out, cells, states, store);
  const waiting = cells.filter((_, i) => states[i] !== 'finished');
  return { plan, out, cells, waiting };
}

async function sweepAll(options: SweepOptions, context: RunContext): Promise<Sweep> {
  const { emit, stop } = context;
  const { store } = options;
  if (options.jobs !== undefined) requireJobs(options.jobs);
  await searchFirst(options, context);
  const { plan, out, cells, waiting } = await openSweep(options, emit);
  await trainPlanned({ plan, out, cells, waiting }, options, context);
  emit({ kind: 'done', label: 'sweeping' });
  const swept = await readSweep(out, { store });
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
  const { store } = options;
  await store?.pullPlan(out);
  if (!plan.search || (await readSearch(out, plan))) return;
  await makeFolder(out);
  const train = async (cells: readonly SweepCell[]) => {
    const standing = await readSweepCells(out, cells, { store });
    const waiting = cells.filter((_, i) => standing[i]!.state !== 'finished');
    await trainPlanned({ plan, out, cells, waiting }, options, context);
    context.stop.throwIfRequested('the search has not ended', 'Give the same command again to go on.');
    return readSweepCells(out, cells, { store });
  };
  const found = await searchRates(plan, out, train, context.emit);
  for (const text of searchLines(found)) context.emit({ kind: 'note', text: `chosen: ${text}` });
}

/** Trains the runs that wait, after saying what they will take. */
async function trainPlanned(
  { plan, out, cells, waiting }: OpenedSweep,
  options: SweepOptions,
  context: RunContext,
): Promise<void> {
  const { threads } = plan;
  const { store } = options;
  const jobs = options.jobs ?? usualJobs(threads);
  const done = cells.length - waiting.length;
  const atOnce = Math.min(jobs, Math.max(1, waiting.length));
  context.emit({
    kind: 'note',
    text: `${cells.length} runs in ${store?.shown ?? out}: ${done} are finished, ${waiting.length} to do, ${atOnce} at once`,
  });
  // It goes on to train: the engine has started once.
  await using first = telling(new SweepWorker(), context);
  await tellEstimate({ cells, out, threads, jobs }, first, context.emit);
  const memoryLimit = options.memoryLimit ?? process.availableMemory();
  const trainers = (number: number) => (number === 0 ? first : telling(new SweepWorker(), context));
  const label = 'sweeping';
  await trainCells({ waiting, out, label, done, atOnce, threads, memoryLimit, store, trainers }, context);
}

/** A worker whose processes say what their start took. */
function telling(worker: SweepWorker, { emit }: RunContext): SweepWorker {
  worker.onReady = (seconds) =>
    emit({ kind: 'note', text: `process ${worker.pid} is ready to train after ${seconds.toFixed(1)} s` });
  return worker;
}
