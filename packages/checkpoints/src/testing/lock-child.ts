import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FtnError, LockedError } from '@ftn/errors';
import { lockRun, type RunLock } from '../node/lock/lock-run.js';
import { writeRunCheckpoint } from '../node/run-checkpoint/write-run-checkpoint.js';
import { runState } from './run-state.js';

/** What the test asks of this process, and what it answers. */
export type Ask =
  | { readonly ask: 'lock'; readonly directory: string; readonly at: number }
  | { readonly ask: 'write'; readonly directory: string; readonly step: number }
  | { readonly ask: 'careless lock'; readonly directory: string }
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
  } else if (ask.ask === 'careless lock') {
    // What this package must not do: between the look and the write another process has its turn.
    const file = join(ask.directory, 'run.lock');
    const free = !existsSync(file);
    await setTimeout(300);
    if (!free) throw new LockedError('held', { file });
    mkdirSync(ask.directory, { recursive: true });
    writeFileSync(file, String(process.pid));
    lock = { token: 1, release: async () => {} } as unknown as RunLock;
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
