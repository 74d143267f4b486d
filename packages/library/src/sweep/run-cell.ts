import { join } from 'node:path';
import type { RunLock } from '@ftn/checkpoints/node';
import { LockedError } from '@ftn/errors';
import { makeFolder } from '@ftn/errors/node';
import type { Share } from '../progress/events.js';
import type { RunContext } from '../progress/run.js';
import { cellFolder, readCell, writeFailure, writeResult } from './cell-folder.js';
import type { Cell } from './cells.js';
import { claimRun } from './claim-run.js';
import type { StoredRun, SweepStore } from './sweep-store.js';
import type { Trainer, TrainerDeath } from './trainer.js';
import type { WorkerEnd } from './worker-messages.js';

/** How often a run is begun whose process dies. */
const mostAttempts = 3;

/** Runs as they go on. */
export interface RunningCells {
  /** What all of them together are called, e.g. `sweeping`. */
  readonly label: string;
  /** How much of each run that goes on is done, by id. */
  readonly running: Map<string, { readonly label: string; share: number }>;
  done: number;
  readonly total: number;
  /** Whether they go one after the other, each of which tells all of itself. */
  readonly alone?: boolean | undefined;
}

/** How far all of them together are, counted in runs. */
function shareOf({ running, done, total }: RunningCells): Share {
  const part = [...running.values()].reduce((sum, { share }) => sum + share, done);
  return { done: Math.floor(part * 100) / 100, total };
}

/** A run that is to be trained, and with what. */
export interface CellJob {
  readonly cell: Cell;
  readonly out: string;
  readonly worker: Trainer;
  readonly progress: RunningCells;
  /** Bytes it may take; undefined leaves it what the machine has free. */
  readonly memoryLimit?: number | undefined;
  readonly threads: number;
  /** Milliseconds without a sign of life after which another process may take the run over. */
  readonly lease?: number | undefined;
  /** Where the run is kept; default its folder alone. */
  readonly store?: SweepStore | undefined;
}

/** What came of a run: `taken` where another process has it, `stopped` where this one was asked to stop. */
export type CellEnd = 'finished' | 'failed' | 'taken' | 'stopped';

/** Trains one run, again where its process dies, and keeps what came of it. */
export async function runCell(job: CellJob, context: RunContext): Promise<CellEnd> {
  const { cell, out, lease, progress, store } = job;
  const { emit, stop } = context;
  const folder = cellFolder(out, cell.id);
  try {
    await makeFolder(folder);
    await using claim = await claimRun(folder, lease);
    const tell = (text: string) => emit({ kind: 'note', text: `${cell.label}: ${text}` });
    await using held = await store?.take(folder, cell.id, { lease, stop, tell });
    // Another process may have finished it since this one looked.
    if ((await readCell(out, cell)).result) {
      await held?.end('finished');
      progress.done++;
      return 'finished';
    }
    return await runClaimed(job, { claim, held }, context);
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    emit({ kind: 'note', text: `${cell.label}: another process trains it` });
    return 'taken';
  } finally {
    progress.running.delete(cell.id);
  }
}

/** What gives this process the run: on this machine, and among all where the run is kept in a store. */
interface Holds {
  readonly claim: RunLock;
  readonly held: StoredRun | undefined;
}

/** @throws LockedError where another process took the run over: nothing more is written then */
async function runClaimed(
  job: CellJob,
  { claim, held }: Holds,
  { emit, stop }: RunContext,
): Promise<CellEnd> {
  const { cell, out, worker, progress, memoryLimit, threads } = job;
  const { id, label } = cell;
  const folder = cellFolder(out, id);
  const tell = () => {
    const detail = [...progress.running.values()].map((one) => one.label).join(', ');
    emit({ kind: 'progress', label: progress.label, detail, ...shareOf(progress) });
  };
  const began = performance.now();
  const running = { label, share: 0 };
  progress.running.set(id, running);
  const request = {
    ...({ kind: 'train', options: cell.options, out: join(folder, 'run') } as const),
    ...{ memoryLimit, threads, proof: claim.proof },
  };
  let end: WorkerEnd | TrainerDeath | undefined;
  let attempts = 0;
  // What a training goes on to reach after that would be nobody's.
  held?.lost.addEventListener('abort', () => worker.stop(143));
  while (attempts < mostAttempts && !stop.requested && !held?.lost.aborted) {
    attempts++;
    end = await worker.run(request, (event) => {
      if (event.kind === 'step') {
        const { done, total } = event.whole ?? { done: event.step, total: event.totalSteps };
        running.share = done / total;
      }
      if (progress.alone) emit(event.kind === 'step' ? { ...event, whole: shareOf(progress) } : event);
      else if (event.kind === 'step') tell();
    });
    if (end.kind !== 'died') break;
    emit({ kind: 'note', text: `${label}: its process died (${end.reason})` });
  }
  progress.running.delete(id);
  held?.lost.throwIfAborted();
  if (end === undefined || end.kind === 'stopped' || (end.kind === 'died' && stop.requested)) {
    await held?.save();
    return 'stopped';
  }
  // Also where only this process was stopped, while the one that trained went on.
  const assertHeld = async () => {
    await claim.assertHeld();
    await held?.assertHeld();
  };
  await assertHeld();
  if (end.kind === 'taken') throw new LockedError('another process trains it', { file: folder });
  if (end.kind === 'trained') {
    const { trained, engine } = end;
    const seconds = (performance.now() - began) / 1000;
    const tested = cell.tested === undefined ? {} : { tested: cell.tested };
    await writeResult(folder, { id, label, engine, seconds, ...tested, trained }, assertHeld);
    await held?.end('finished');
    progress.done++;
    if (!progress.alone) tell();
    return 'finished';
  }
  const { message, output } =
    end.kind === 'failed'
      ? { message: end.message, output: '' }
      : { message: `its process died ${attempts} times (${end.reason})`, output: end.output };
  await writeFailure(folder, { id, label, message, output, attempts }, assertHeld);
  await held?.end('failed');
  emit({ kind: 'note', text: `${label}: failed, ${message}` });
  return 'failed';
}
