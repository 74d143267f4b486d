import { startEngine } from '@ftn/engine';
import { FtnError, InterruptedError, LockedError } from '@ftn/errors';
import type { RunEvent } from '../progress/events.js';
import type { Run } from '../progress/run.js';
import type { Trained } from '../train/trained.js';
import type { TrainRequest, WorkerEnd } from './worker-messages.js';

/** A process that trains runs died in the middle of one. */
export interface TrainerDeath {
  readonly kind: 'died';
  /** Its exit code or the signal that ended it. */
  readonly reason: string;
  /** The last of what it wrote to standard error. */
  readonly output: string;
}

/** What trains runs one after the other: this process or another one. */
export interface Trainer extends AsyncDisposable {
  /** Trains one run and tells how it ended. */
  run(request: TrainRequest, onEvent: (event: RunEvent) => void): Promise<WorkerEnd | TrainerDeath>;
  /** Asks the run under way to stop after its step. */
  stop(exitCode: 130 | 143): void;
}

/** Follows a training to its end, which no error leaves: each is one of the ways a run may end. */
export async function trainToEnd(
  start: () => Promise<{ readonly run: Run<readonly Trained[]> }>,
  onEvent: (event: RunEvent) => void,
): Promise<WorkerEnd> {
  try {
    const { run } = await start();
    for await (const event of run) onEvent(event);
    return { kind: 'trained', trained: await run, engine: (await startEngine()).name };
  } catch (error) {
    if (error instanceof InterruptedError) return { kind: 'stopped' };
    if (error instanceof LockedError) return { kind: 'taken' };
    return failedBy(error);
  }
}

/** An error as the end of a run: of one that is no fault of the user's with its stack. */
export function failedBy(error: unknown): { readonly kind: 'failed'; readonly message: string } {
  if (FtnError.isInstance(error)) return { kind: 'failed', message: error.message };
  return {
    kind: 'failed',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}
