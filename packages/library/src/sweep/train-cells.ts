import type { RunContext } from '../progress/run.js';
import type { Cell } from './cells.js';
import { type RunningCells, runCell } from './run-cell.js';
import type { SweepStore } from './sweep-store.js';
import type { Trainer } from './trainer.js';

/** How often a stop that was asked for is looked for. */
const lookMs = 100;

/** Runs that have no result yet, and what trains them. */
interface CellsToTrain {
  /** Emptied as they are taken. */
  readonly waiting: Cell[];
  /** The folder their folders are in. */
  readonly out: string;
  /** What all of them together are called while they go on, e.g. `sweeping`. */
  readonly label: string;
  /** Runs of the same plan that are finished. */
  readonly done: number;
  readonly atOnce: number;
  /** Threads of one run. */
  readonly threads: number;
  /** Bytes all runs at once may take; undefined leaves that to each of them. */
  readonly memoryLimit?: number | undefined;
  /** Whether they go one after the other, each of which tells all of itself. */
  readonly alone?: boolean;
  /** Where the runs are kept; default their folders alone. */
  readonly store?: SweepStore | undefined;
  /** Makes the trainer of one of those at once; it is disposed at the end. */
  readonly trainers: (number: number) => Trainer;
}

/** Trains the runs that wait, several at once, each by a trainer of its own. One that fails does not stop the others. */
export async function trainCells(
  { waiting, out, label, done, atOnce, threads, memoryLimit, alone, store, trainers }: CellsToTrain,
  context: RunContext,
): Promise<void> {
  const { stop } = context;
  const progress: RunningCells = { label, running: new Map(), done, total: done + waiting.length, alone };
  const limit = memoryLimit === undefined ? undefined : Math.floor(memoryLimit / atOnce);
  const lane = async (_: unknown, number: number) => {
    await using trainer = trainers(number);
    const watch = setInterval(() => stop.requested && trainer.stop(stop.exitCode), lookMs);
    try {
      for (let cell = waiting.shift(); cell && !stop.requested; cell = waiting.shift())
        await runCell({ cell, out, worker: trainer, progress, memoryLimit: limit, threads, store }, context);
    } finally {
      clearInterval(watch);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
