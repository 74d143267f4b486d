import { join } from 'node:path';
import type { RunLock } from '@ftn/checkpoints/node';
import { LockedError } from '@ftn/errors';
import { makeFolder } from '@ftn/errors/node';
import type { RunContext } from '../progress/run.js';
import { cellFolder, readCell, writeFailure, writeResult } from './cell-folder.js';
import type { SweepCell } from './cells.js';
import { claimRun } from './claim-run.js';
import type { WorkerEnd } from './worker-messages.js';
import type { SweepWorker, WorkerDeath } from './workers.js';

/** How often a run is begun whose process dies. */
const mostAttempts = 3;

/** A run of the sweep as it goes on. */
export interface SweepProgress {
  /** How much of each run that goes on is done, by id. */
  readonly running: Map<string, { readonly label: string; share: number }>;
  done: number;
  readonly total: number;
}

/** A run that is to be trained, and with what. */
export interface CellJob {
  readonly cell: SweepCell;
  readonly out: string;
  readonly worker: SweepWorker;
  readonly progress: SweepProgress;
  readonly memoryLimit: number;
  readonly threads: number;
  /** Milliseconds without a sign of life after which another process may take the run over. */
  readonly lease?: number | undefined;
}

/** What came of a run: `taken` where another process has it, `stopped` where this one was asked to stop. */
export type CellEnd = 'finished' | 'failed' | 'taken' | 'stopped';

/** Trains one run, again where its process dies, and keeps what came of it. */
export async function runCell(job: CellJob, context: RunContext): Promise<CellEnd> {
  const { cell, out, lease, progress } = job;
  const folder = cellFolder(out, cell.id);
  try {
    await makeFolder(folder);
    await using claim = await claimRun(folder, lease);
    // Another process may have finished it since this one looked.
    if ((await readCell(out, cell)).result) {
      progress.done++;
      return 'finished';
    }
    return await runClaimed(job, claim, context);
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    context.emit({ kind: 'note', text: `${cell.label}: another process trains it` });
    return 'taken';
  } finally {
    progress.running.delete(cell.id);
  }
}

/** @throws LockedError where another process took the run over: nothing more is written then */
async function runClaimed(job: CellJob, claim: RunLock, { emit, stop }: RunContext): Promise<CellEnd> {
  const { cell, out, worker, progress, memoryLimit, threads } = job;
  const { id, label } = cell;
  const folder = cellFolder(out, id);
  const tell = () => {
    const shares = [...progress.running.values()];
    const part = shares.reduce((sum, { share }) => sum + share, progress.done);
    const detail = shares.map((one) => one.label).join(', ');
    const share = { done: Math.floor(part * 100) / 100, total: progress.total };
    emit({ kind: 'progress', label: 'sweeping', detail, ...share });
  };
  const began = performance.now();
  const running = { label, share: 0 };
  progress.running.set(id, running);
  const options = { ...cell.options, memoryLimit, out: join(folder, 'run') };
  let end: WorkerEnd | WorkerDeath | undefined;
  let attempts = 0;
  while (attempts < mostAttempts && !stop.requested) {
    attempts++;
    end = await worker.run({ kind: 'train', options, threads, proof: claim.proof }, (event) => {
      if (event.kind !== 'step') return;
      running.share = event.step / event.totalSteps;
      tell();
    });
    if (end.kind !== 'died') break;
    emit({ kind: 'note', text: `${label}: its process died (${end.reason})` });
  }
  progress.running.delete(id);
  if (end === undefined || end.kind === 'stopped' || (end.kind === 'died' && stop.requested))
    return 'stopped';
  // Also where only this process was stopped, while the one that trained went on.
  const { assertHeld } = claim;
  await assertHeld();
  if (end.kind === 'taken') throw new LockedError('another process trains it', { file: folder });
  if (end.kind === 'trained') {
    const { trained, engine } = end;
    const seconds = (performance.now() - began) / 1000;
    await writeResult(folder, { id, label, engine, seconds, trained }, assertHeld);
    progress.done++;
    tell();
    return 'finished';
  }
  const { message, output } =
    end.kind === 'failed'
      ? { message: end.message, output: '' }
      : { message: `its process died ${attempts} times (${end.reason})`, output: end.output };
  await writeFailure(folder, { id, label, message, output, attempts }, assertHeld);
  emit({ kind: 'note', text: `${label}: failed, ${message}` });
  return 'failed';
}
