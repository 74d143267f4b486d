import { LockedError, UsageError } from '@ftn/errors';
import { Run } from '../progress/run.js';
import { cellFolder } from './cell-folder.js';
import { awaitSilence } from './claim-run.js';
import { type CellEnd, type RunningCells, runCell } from './run-cell.js';
import { readStoredPlan } from './stored-plan.js';
import { readSweepCells, type SweptCell } from './sweep-status.js';
import type { SweepStore } from './sweep-store.js';
import { SweepWorker } from './workers.js';

/** Which run of which sweep is trained. */
export interface SweptRunOptions {
  /** The folder of a sweep. */
  readonly folder: string;
  /** Its place in the plan, from 0. */
  readonly index: number;
  /** Bytes the run may take; default what the machine has free. */
  readonly memoryLimit?: number | undefined;
  /** Where the sweep is kept for machines that share no folder; the folder is then this machine's copy. */
  readonly store?: SweepStore | undefined;
  /** Stops the run after its step, with a checkpoint saved. */
  readonly signal?: AbortSignal | undefined;
}

/** What came of it, and the run as its folder tells of it. */
export interface SweptRun extends SweptCell {
  readonly end: CellEnd;
}

/** How often a stop that was asked for is looked for. */
const lookMs = 100;

/**
 * Trains one run of a sweep by its place in the plan, for schedulers that count their jobs; one that is finished is left as it is.
 *
 * @throws UsageError where the plan has no such run, LockedError where another process has it and lives, the errors of `readStoredPlan`, InterruptedError where `signal` stopped it
 */
export function trainSweptRun(options: SweptRunOptions): Run<SweptRun> {
  return new Run(async (context) => {
    const { folder, index, store } = options;
    const { out, plan, cells } = await readStoredPlan(folder, store);
    const cell = cells[index];
    if (!cell) {
      throw new UsageError('invalid `index`', {
        expected: `a whole number from 0 to ${cells.length - 1}`,
        got: String(index),
        hint: 'The plan has changed since the jobs were counted: write their script again.',
      });
    }
    const { emit, stop } = context;
    const [before] = await readSweepCells(out, [cell], { store });
    if (before!.state === 'finished') {
      emit({ kind: 'note', text: `${cell.label}: it is finished` });
      return { ...before!, end: 'finished' };
    }
    const progress: RunningCells = { label: 'sweeping', running: new Map(), done: 0, total: 1 };
    const memoryLimit = options.memoryLimit ?? process.availableMemory();
    await using worker = new SweepWorker();
    const watch = setInterval(() => stop.requested && worker.stop(stop.exitCode), lookMs);
    try {
      // A scheduler starts a job again at once where a node was lost, whose lease has yet to lapse.
      await awaitSilence(cellFolder(out, cell.id), { stop });
      const { threads } = plan;
      const end = await runCell({ cell, out, worker, progress, memoryLimit, threads, store }, context);
      emit({ kind: 'done', label: 'sweeping' });
      stop.throwIfRequested('a checkpoint was saved', 'The same job goes on from it.');
      if (end === 'taken') {
        throw new LockedError('another process trains this run', {
          file: cellFolder(out, cell.id),
          hint: 'The same job may be given again once it is done.',
        });
      }
      const [after] = await readSweepCells(out, [cell], { store });
      return { ...after!, end };
    } finally {
      clearInterval(watch);
    }
  }, options.signal);
}
