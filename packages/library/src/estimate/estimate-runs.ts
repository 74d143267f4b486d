import { StorageError } from '@ftn/errors';
import { readCell, stepsTaken } from '../sweep/cell-folder.js';
import type { SweepCell } from '../sweep/cells.js';
import { SweepWorker } from '../sweep/workers.js';
import type { KindCost } from './measure-kinds.js';

/** What is left of a sweep, before it runs. */
export interface SweepEstimate {
  /** Runs without a result. */
  readonly runs: number;
  /** Steps of training they have left. */
  readonly steps: number;
  /** Runs at once. */
  readonly atOnce: number;
  /** Seconds until all of them are finished. */
  readonly seconds: number;
  /** Bytes that the process of one run takes, of the largest. */
  readonly memory: number;
  /** Bytes that all of them leave on disk: the tensors of adapters and of the checkpoints that stay. */
  readonly disk: number;
}

/** The runs of a plan and where they are kept. */
interface Estimated {
  readonly cells: readonly SweepCell[];
  readonly out: string;
  /** Threads of one run. */
  readonly threads: number;
  readonly jobs: number;
}

const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
const stepsOf = ({ work }: SweepCell) => sum(work.map(({ steps }) => steps));
const kindOf = ({ work }: SweepCell) => work.map(({ kind }) => kind).join('\n');

/** A run that is to be trained. */
interface Left {
  readonly cell: SweepCell;
  /** The share of its steps that no checkpoint has. */
  readonly share: number;
}

/** What is left of the runs, and the seconds of a step of those that are finished, by kind. */
async function readLeft({ cells, out }: Pick<Estimated, 'cells' | 'out'>) {
  const left: Left[] = [];
  const finished = new Map<string, { seconds: number; steps: number }>();
  for (const cell of cells) {
    const { state, result } = await readCell(out, cell).catch(() => ({ state: 'failed', result: null }));
    const steps = stepsOf(cell);
    if (result) {
      const { seconds, steps: before } = finished.get(kindOf(cell)) ?? { seconds: 0, steps: 0 };
      finished.set(kindOf(cell), { seconds: seconds + result.seconds, steps: before + steps });
    } else {
      const taken = state === 'waiting' ? 0 : await stepsTaken(out, cell);
      left.push({ cell, share: Math.max(0, steps - taken) / steps });
    }
  }
  return { left, finished };
}

/** What the kinds of some runs cost, measured in a worker by one run of each. @throws StorageError where it cannot be */
async function measure(left: readonly Left[], worker: SweepWorker, threads: number) {
  const works = left.flatMap(({ cell: { options, work } }) =>
    work.map(({ kind, task, classes }) => [kind, { options, task, classes }] as const),
  );
  const kinds = new Map(works);
  const end = await worker.measure({ kind: 'measure', kinds: [...kinds.values()], threads });
  if (end.kind !== 'measured') {
    throw new StorageError('what the runs would take could not be measured', {
      got: end.kind === 'died' ? `a process that died (${end.reason})` : end.message,
      hint: 'Start them all the same: each says for itself what is wrong with it.',
    });
  }
  return new Map<string, KindCost>([...kinds.keys()].map((kind, i) => [kind, end.costs[i]!]));
}

/**
 * What is left of a sweep: its steps and bytes counted from the recipes and the data, and its time by those of its runs of the same
 * kind that are finished, else by a step of each kind that is measured in the worker.
 *
 * @returns null where nothing is left
 * @throws StorageError where nothing can be measured
 */
export async function estimateRuns(
  { cells, out, threads, jobs }: Estimated,
  worker: SweepWorker,
): Promise<SweepEstimate | null> {
  const { left, finished } = await readLeft({ cells, out });
  if (left.length === 0) return null;
  const costs = await measure(left, worker, threads);
  const each = left.map(({ cell, share }) => {
    const parts = cell.work.map((work) => ({ ...work, ...costs.get(work.kind)! }));
    const measured = () =>
      sum(
        parts.map((part) => part.secondsPerStep * part.steps * share + part.secondsPerImage * part.measured),
      );
    const known = finished.get(kindOf(cell));
    const steps = stepsOf(cell);
    return {
      steps: Math.round(steps * share),
      seconds: known ? (known.seconds / known.steps) * steps * share : measured(),
      memory: Math.max(...parts.map(({ memory }) => memory)),
      disk: sum(parts.map(({ adapter, checkpoint, checkpoints }) => adapter + checkpoints * checkpoint)),
    };
  });
  const seconds = each.map((one) => one.seconds);
  const atOnce = Math.min(jobs, left.length);
  return {
    runs: left.length,
    steps: sum(each.map(({ steps }) => steps)),
    atOnce,
    // The longest run bounds all of them, however many go at once.
    seconds: Math.max(sum(seconds) / atOnce, ...seconds),
    memory: Math.max(...each.map(({ memory }) => memory)),
    disk: sum(each.map(({ disk }) => disk)),
  };
}

/** The same in a process of its own. */
export async function estimateAlone(runs: Estimated): Promise<SweepEstimate | null> {
  await using worker = new SweepWorker();
  return await estimateRuns(runs, worker);
}
