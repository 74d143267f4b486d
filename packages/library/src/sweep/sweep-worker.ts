// A process that trains the runs of a sweep, one after the other, or measures what they take; it ends with the process that
// started it.

import { dirname } from 'node:path';
import { assertProof } from '@ftn/checkpoints/node';
import { type EngineInfo, startEngine } from '@ftn/engine';
import { InterruptedError, UsageError } from '@ftn/errors';
import { trainComparedHere } from '../compare/compared-training.js';
import { measureKinds } from '../estimate/measure-kinds.js';
import { trainAdaptedHere } from '../generation/adapted-training.js';
import type { RunEvent, StepEvent } from '../progress/events.js';
import { train } from '../train/train.js';
import { failedBy, trainToEnd } from './trainer.js';
import type { MeasureEnd, TrainRequest, WorkerAnswer, WorkerEnd, WorkerRequest } from './worker-messages.js';

/** Steps are told at most this often. */
const pauseMs = 200;

const say = (answer: WorkerAnswer): void => void process.send?.(answer);

let stop: AbortController | null = null;
let ready = false;

/** The engine, whose start is told once: what a process costs before it trains. */
async function engineWith(threads: number): Promise<EngineInfo> {
  const engine = await startEngine({ threads });
  // By the clock that begins with the process.
  if (!ready) say({ kind: 'ready', seconds: performance.now() / 1000 });
  ready = true;
  return engine;
}

async function trainCell(request: TrainRequest): Promise<WorkerEnd> {
  const { options, out, memoryLimit, threads, proof } = request;
  stop = new AbortController();
  const { signal } = stop;
  let told = 0;
  const tell = (event: RunEvent) => {
    if (event.kind === 'step' && Date.now() - told < pauseMs && !isLast(event)) return;
    if (event.kind === 'step') told = Date.now();
    say({ kind: 'event', event });
  };
  const start = async () => {
    const beforeWrite = () => assertProof(dirname(out), proof);
    await beforeWrite();
    await engineWith(threads);
    if ('compared' in options) return trainComparedHere({ ...request, options }, signal);
    if ('shared' in options) throw new UsageError(`'${options.shared}' is trained where its plan is made`);
    if ('adapted' in options) return trainAdaptedHere({ ...request, options }, signal);
    return { run: train({ ...options, out, memoryLimit, resume: true, signal, beforeWrite }) };
  };
  try {
    return await trainToEnd(start, tell);
  } finally {
    stop = null;
  }
}

async function measure({ kinds, threads }: Extract<WorkerRequest, { kind: 'measure' }>): Promise<MeasureEnd> {
  try {
    return { kind: 'measured', costs: await measureKinds(kinds, await engineWith(threads)) };
  } catch (error) {
    return failedBy(error);
  }
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
