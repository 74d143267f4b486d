import { UsageError } from '@ftn/errors';
import { isRegistered } from '@ftn/tensor-factors';
import type { TaskResult } from '@ftn/training';
import { isMethodFile } from '../methods/load-method.js';
import type { RunContext } from '../progress/run.js';
import { chosenMethod, splitWord } from '../recipes/method-choice.js';
import { readCell } from '../sweep/cell-folder.js';
import { runFolder, trainMissing } from '../sweep/plan-runs.js';
import { usualJobs } from '../sweep/plan-sweep.js';
import type { ComparedCell } from './compared-cells.js';
import { localTrainer } from './compared-training.js';
import type { Findings } from './findings.js';
import { missingResults } from './missing-results.js';
import type { OpenComparison } from './open-comparison.js';
import { trainCompared } from './train-compared.js';

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

/** Trains the runs of a comparison that are not finished; see `trainMissing`. */
export function trainCells(
  open: OpenComparison,
  cells: readonly ComparedCell[],
  context: RunContext,
): Promise<void> {
  const { runs } = open.prepared;
  const { memoryLimit } = open.options;
  const { threads } = open.engine;
  const words = { label: 'comparing', what: 'comparison' };
  const how = { jobs: jobsOf(open), threads, memoryLimit, here: () => localTrainer(open) };
  return trainMissing({ ...words, cells, runs, ...how }, context);
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
