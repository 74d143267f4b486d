import { FtnError } from '@ftn/errors';
import { lockRun, type RunLock } from '../node/lock/lock-run.js';
import { writeRunCheckpoint } from '../node/run-checkpoint/write-run-checkpoint.js';
import { runState } from './run-state.js';

/** What the test asks of this process, and what it answers. */
export type Ask =
  | { readonly ask: 'lock'; readonly directory: string; readonly at: number }
  | { readonly ask: 'write'; readonly directory: string; readonly step: number }
  | { readonly ask: 'release' };
export interface Answer {
  readonly token: number | null;
  readonly exitCode: number | null;
  readonly message: string;
  readonly milliseconds: number;
}

let lock: RunLock | null = null;

async function act(ask: Ask): Promise<void> {
  if (ask.ask === 'lock') {
    // All children start at the same moment, whenever their message came.
    while (Date.now() < ask.at);
    lock = await lockRun(ask.directory);
  } else if (ask.ask === 'write') {
    await writeRunCheckpoint(ask.directory, runState(ask.step), { token: lock!.token });
  } else {
    await lock?.release();
    lock = null;
  }
}

process.on('message', async (ask: Ask) => {
  const start = performance.now();
  let failure: unknown = null;
  await act(ask).catch((error: unknown) => {
    failure = error;
  });
  process.send!({
    token: failure === null ? (lock?.token ?? null) : null,
    exitCode: FtnError.isInstance(failure) ? failure.exitCode : failure === null ? null : -1,
    message: failure instanceof Error ? failure.message : '',
    milliseconds: performance.now() - start,
  } satisfies Answer);
});
process.send!('ready');
