import { LockedError, UsageError } from '@ftn/errors';
import { isRegistered } from '@ftn/tensor-factors';
import type { TaskResult } from '@ftn/training';
import { isMethodFile } from '../methods/load-method.js';
import type { Emit } from '../progress/events.js';
import type { RunContext } from '../progress/run.js';
import { chosenMethod, splitWord } from '../recipes/method-choice.js';
import { readCell } from '../sweep/cell-folder.js';
import { usualJobs } from '../sweep/plan-sweep.js';
import { readSweepCells } from '../sweep/sweep-status.js';
import { trainCells as trainWaiting } from '../sweep/train-cells.js';
import { SweepWorker } from '../sweep/workers.js';
import { type ComparedCell, runFolder } from './compared-cells.js';
import { LocalTrainer } from './compared-training.js';
import type { Findings } from './findings.js';
import { missingResults } from './missing-results.js';
import type { OpenComparison } from './open-comparison.js';
import { againHint, trainCompared } from './train-compared.js';

/** A run of a comparison that has no result, and why. */
export interface FailedRun {
  readonly label: string;
  readonly message: string;
}

/** Whether methods are compared that another process does not have: registered by this program, and of no file that is named. */
function knownHereAlone({ options, prepared }: OpenComparison): boolean {
  const choices = options.methods ?? Object.keys(prepared.recipe.methods);
  return choices.some((choice) => {
    if (typeof choice === 'string' && isMethodFile(splitWord(choice).method)) return false;
    return isRegistered(chosenMethod(choice).method);
  });
}

/** How many runs go at once. @throws UsageError for several of methods that this program alone knows */
function jobsOf(open: OpenComparison): number {
  const { jobs, threads } = open.options;
  const here = knownHereAlone(open);
  // Unless told, one run has all processors.
  if (jobs === undefined) return here || threads === undefined ? 1 : usualJobs(threads);
  if (!here || jobs === 1) return jobs;
  throw new UsageError(
    'several runs at once are trained in other processes, which have no method that this one registered',
    {
      expected: 'methods by their names or files',
      hint: 'Leave `jobs` out, or name the file that exports the method in `methods`.',
    },
  );
}

/** Says how much of a comparison is there, where it is given again. */
export async function tellKept(
  { prepared: { out, runs }, options }: OpenComparison,
  cells: readonly ComparedCell[],
  emit: Emit,
): Promise<void> {
  const states = (await readSweepCells(runs, cells)).map(({ state }) => state);
  const finished = states.filter((state) => state === 'finished').length;
  const text =
    finished > 0
      ? `going on in ${out}: ${finished} of ${states.length} runs are finished`
      : `nothing to resume in ${out}: the comparison starts at the beginning`;
  if (finished > 0 || (options.resume && states.every((state) => state === 'waiting')))
    emit({ kind: 'note', text });
}

/**
 * Trains the runs of a comparison that are not finished: one after the other in this process, or several at once in others.
 *
 * @throws InterruptedError where it was stopped, LockedError where another process trains some of them
 */
export async function trainCells(
  open: OpenComparison,
  cells: readonly ComparedCell[],
  context: RunContext,
): Promise<void> {
  const { runs } = open.prepared;
  const { memoryLimit } = open.options;
  const { threads } = open.engine;
  const standing = await readSweepCells(runs, cells);
  const waiting = cells.filter((_, i) => standing[i]!.state !== 'finished');
  if (waiting.length === 0) return;
  const atOnce = Math.min(jobsOf(open), waiting.length);
  const here = atOnce === 1;
  await trainWaiting(
    {
      ...{ waiting, out: runs, label: 'comparing', done: cells.length - waiting.length, atOnce, threads },
      // What other processes may take is shared out; this one sees for itself what is free.
      memoryLimit: memoryLimit ?? (here ? undefined : process.availableMemory()),
      alone: here,
      trainers: () => (here ? new LocalTrainer(open) : new SweepWorker()),
    },
    context,
  );
  context.stop.throwIfRequested('finished runs are kept', againHint);
  const left = (await readSweepCells(runs, cells)).filter(
    ({ state }) => !['finished', 'failed'].includes(state),
  );
  if (left.length === 0) return;
  throw new LockedError(`another process trains ${left.length} runs of this comparison`, {
    file: runs,
    hint: 'Give the same command again once they are finished.',
  });
}

/** What a run reached, read from its folder; NaN of one that failed, which is said and joins `failed`. */
export async function resultsOf(
  open: OpenComparison,
  cell: ComparedCell,
  {
    context,
    found,
    failed,
  }: { readonly context: RunContext; readonly found?: Findings | undefined; readonly failed?: FailedRun[] },
): Promise<TaskResult[]> {
  const { run, label } = cell;
  const { runs, tasksOf } = open.prepared;
  const { state, failure } = await readCell(runs, cell);
  if (state !== 'finished') {
    failed?.push({ label, message: failure?.message ?? 'nobody says why' });
    return open
      .subjects(run)
      .flatMap(({ name }) => missingResults(open.backbone, run, { name, tasks: tasksOf.get(name)! }));
  }
  const results = await trainCompared(open, run, { directory: runFolder(runs, cell), context, found });
  for (const result of results) {
    const folder = found?.adapters.findLast(
      ({ domain, task }) => domain === result.domain && task === result.task,
    )?.folder;
    if (!run.trial) context.emit({ kind: 'result', result, folder: folder ?? null });
  }
  return results;
}
