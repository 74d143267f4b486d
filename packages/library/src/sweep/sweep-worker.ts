// A process that trains the runs of a sweep, one after the other, or measures what they take; it ends with the process that
// started it.

import { dirname } from 'node:path';
import { assertProof } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { FtnError, InterruptedError, LockedError } from '@ftn/errors';
import { measureKinds } from '../estimate/measure-kinds.js';
import type { StepEvent } from '../progress/events.js';
import { train } from '../train/train.js';
import type { MeasureEnd, WorkerAnswer, WorkerEnd, WorkerRequest } from './worker-messages.js';

/** Steps are told at most this often. */
const pauseMs = 200;

const say = (answer: WorkerAnswer): void => void process.send?.(answer);

let stop: AbortController | null = null;

async function trainCell({
  options,
  threads,
  proof,
}: Extract<WorkerRequest, { kind: 'train' }>): Promise<WorkerEnd> {
  stop = new AbortController();
  try {
    const beforeWrite = () => assertProof(dirname(options.out), proof);
    await beforeWrite();
    const { name: engine } = await startEngine({ threads });
    const run = train({ ...options, resume: true, signal: stop.signal, beforeWrite });
    let told = 0;
    for await (const event of run) {
      if (event.kind === 'step' && Date.now() - told < pauseMs && !isLast(event)) continue;
      if (event.kind === 'step') told = Date.now();
      say({ kind: 'event', event });
    }
    return { kind: 'trained', trained: await run, engine };
  } catch (error) {
    if (error instanceof InterruptedError) return { kind: 'stopped' };
    if (error instanceof LockedError) return { kind: 'taken' };
    return failed(error);
  } finally {
    stop = null;
  }
}

async function measure({ kinds, threads }: Extract<WorkerRequest, { kind: 'measure' }>): Promise<MeasureEnd> {
  try {
    return { kind: 'measured', costs: await measureKinds(kinds, await startEngine({ threads })) };
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): { readonly kind: 'failed'; readonly message: string } {
  if (FtnError.isInstance(error)) return { kind: 'failed', message: error.message };
  return {
    kind: 'failed',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

const isLast = ({ step, totalSteps }: StepEvent) => step >= totalSteps;

const halt = (exitCode: 130 | 143) => stop?.abort(new InterruptedError('stopped', exitCode));

process.on('message', async (request: WorkerRequest) => {
  if (request.kind === 'stop') halt(request.exitCode);
  else if (request.kind === 'measure') say(await measure(request));
  else say(await trainCell(request));
});
// Without the sweep nobody would take the result: what was trained so far is saved, and the next sweep goes on.
process.on('disconnect', () => {
  if (stop === null) process.exit(0);
  halt(143);
  setInterval(() => stop === null && process.exit(0), 50);
});
// A terminal's Ctrl-C reaches every process of its group: the sweep alone says when its workers stop.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
