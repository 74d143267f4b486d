import { StorageError } from '@ftn/errors';
import { row, seeded } from '@ftn/reliability';
import { expect } from 'vitest';
import { CrashFs } from '../../testing/fs/crash-fs.js';
import { FaultFs } from '../../testing/fs/fault-fs.js';
import { runState } from '../../testing/run-state.js';
import type { Fs } from '../fs.js';
import { readLatestRunCheckpoint, readRunCheckpoint } from './read-run-checkpoint.js';
import { writeRunCheckpoint } from './write-run-checkpoint.js';

const codes = ['ENOSPC', 'EIO', 'EDQUOT', 'EACCES', 'EMFILE', 'SHORT', 'EINTR'];
const cases = codes.flatMap((code) => [true, false].map((persistent) => ({ code, persistent })));
const step = { old: runState(1), new: runState(2) };

type Write = (fs: Fs) => Promise<unknown>;
const write: Write = (fs) => writeRunCheckpoint('run', step.new, { fs, best: true });

/** What is wrong after a write at whose n-th call the system failed; also how often it failed. */
async function fail(at: number, code: string, persistent: boolean, writing: Write) {
  const problems: string[] = [];
  const disk = new CrashFs();
  await writeRunCheckpoint('run', step.old, { fs: disk, best: true });
  const fs = new FaultFs(disk, { at, code, persistent });
  const error = await writing(fs).then(
    () => null,
    (e: unknown) => e,
  );
  const must = (holds: boolean, what: string) => {
    if (!holds) problems.push(`${code} at call ${at}: ${what}`);
  };
  const read = (reading: Promise<{ step: number } | null>) => reading.catch(() => null);
  const latest = await read(readLatestRunCheckpoint('run', { fs: disk }));
  const best = await read(readRunCheckpoint('run/best.ftn', { fs: disk }));
  for (const found of [latest, best]) {
    must(found !== null, 'no checkpoint can be read');
    must(error !== null || found?.step === 2, 'the write returned, and its checkpoint is not there');
  }
  if (error !== null) {
    must(error instanceof StorageError && error.exitCode === 4, `it is no StorageError: ${error}`);
    const { message, details } = error as StorageError;
    must(new RegExp(`^run.*${code === 'SHORT' ? 'ENOSPC' : code}`).test(message), `it says '${message}'`);
    must(Boolean(details?.hint), 'it does not say what to do');
    must(details?.file === 'run' || /\d{3,} bytes needed/.test(message), `no bytes needed in '${message}'`);
    // One fault leaves nothing behind; after a persistent one even the removal was refused.
    const left = (await disk.readdir('run')).filter((name) => name.endsWith('.tmp'));
    must(persistent || left.length === 0, `left behind: ${left}`);
  }
  return { problems, failed: fs.failed, error };
}

/** Every error at every call, once and for good, until a write meets none. */
async function sweep(writing: Write) {
  const problems: string[] = [];
  let faults = 0;
  let refused = 0;
  for (const { code, persistent } of cases) {
    for (let at = 1; ; at++) {
      const outcome = await fail(at, code, persistent, writing);
      problems.push(...outcome.problems);
      if (outcome.error !== null) refused++;
      if (outcome.failed === 0) break;
      faults++;
      // A short write is no failure: the rest is written by the next call.
      if (code === 'SHORT' && outcome.error !== null) problems.push(`a short write failed at call ${at}`);
    }
  }
  return { problems, faults, refused };
}

row('K3', 'run checkpoint', async () => {
  const { problems, faults, refused } = await sweep(write);
  expect(problems).toEqual([]);
  expect(refused).toBeGreaterThan(50);
  return {
    count: faults,
    figure: `${codes.length} errors × every call, once and for good; ${refused} named, 0 lost`,
  };
});

row('K3', 'an interrupted call is made again', async () => {
  const calls = ['write', 'fsync', 'open'];
  for (const only of calls) {
    const disk = new CrashFs();
    const fs = new FaultFs(disk, { at: 1, code: 'EINTR', persistent: false, only });
    await writeRunCheckpoint('run', step.new, { fs });
    expect(fs.failed).toBe(1);
    expect(await readLatestRunCheckpoint('run', { fs: disk })).toMatchObject(step.new);
  }
  return { count: calls.length, figure: 'EINTR in open, write and fsync: 0 failures' };
});

seeded('K3', 'the error is swallowed', async () => {
  const { problems } = await sweep((fs) => write(fs).catch(() => {}));
  expect(problems.join()).toContain('the write returned, and its checkpoint is not there');
});

seeded('K3', 'the old checkpoint goes before the new one is durable', async () => {
  const { problems } = await sweep(async (fs) => {
    await fs.unlink('run/step-1.ftn').catch(() => {});
    await fs.unlink('run/best.ftn').catch(() => {});
    await write(fs);
  });
  expect(problems.join()).toContain('no checkpoint can be read');
});
