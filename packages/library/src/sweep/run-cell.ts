import { join } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { makeFolder } from '@ftn/errors/node';
import { jsonBytes } from '../files/json-file.js';
import type { RunContext } from '../progress/run.js';
import { cellFolder, writeFailure, writeResult } from './cell-folder.js';
import type { SweepCell } from './cells.js';
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

interface CellJob {
  readonly cell: SweepCell;
  readonly out: string;
  readonly worker: SweepWorker;
  readonly progress: SweepProgress;
  readonly memoryLimit: number;
  readonly threads: number;
}

/** Trains one run, again where its process dies, and keeps what came of it. */
export async function runCell(job: CellJob, { emit, stop }: RunContext): Promise<void> {
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
  await makeFolder(folder);
  await writeFileAtomic(join(folder, 'cell.json'), jsonBytes(cell));
  const began = performance.now();
  const running = { label, share: 0 };
  progress.running.set(id, running);
  let end: WorkerEnd | WorkerDeath | undefined;
  let attempts = 0;
  while (attempts < mostAttempts && !stop.requested) {
    attempts++;
    const request = { options: { ...cell.options, memoryLimit, out: join(folder, 'run') }, threads };
    end = await worker.run({ kind: 'train', ...request }, (event) => {
      if (event.kind !== 'step') return;
      running.share = event.step / event.totalSteps;
      tell();
    });
    if (end.kind !== 'died') break;
    emit({ kind: 'note', text: `${label}: its process died (${end.reason})` });
  }
  progress.running.delete(id);
  const fail = async (message: string, output = '') => {
    await writeFailure(folder, { id, label, message, output, attempts });
    emit({ kind: 'note', text: `${label}: failed, ${message}` });
  };
  const seconds = (performance.now() - began) / 1000;
  if (end?.kind === 'trained') {
    const { trained, engine } = end;
    await writeResult(folder, { id, label, engine, seconds, trained });
    progress.done++;
    tell();
  } else if (end?.kind === 'taken') {
    emit({ kind: 'note', text: `${label}: another process trains it` });
  } else if (end?.kind === 'failed') {
    await fail(end.message);
  } else if (end?.kind === 'died' && !stop.requested) {
    await fail(`its process died ${attempts} times (${end.reason})`, end.output);
  }
}
