import { StorageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { CrashFs } from '../../testing/fs/crash-fs.js';
import { FaultFs } from '../../testing/fs/fault-fs.js';
import { runState } from '../../testing/run-state.js';
import { readLatestRunCheckpoint, readRunCheckpoint } from './read-run-checkpoint.js';
import { writeRunCheckpoint } from './write-run-checkpoint.js';

const codes = ['ENOSPC', 'EIO', 'EDQUOT', 'EACCES', 'EMFILE', 'SHORT', 'EINTR'];
const cases = codes.flatMap((code) => [true, false].map((persistent) => ({ code, persistent })));
const step = { old: runState(1), new: runState(2) };

describe.each(cases)('the fault $code during a write, persistent: $persistent', ({ code, persistent }) => {
  it('leaves the old checkpoints whole at any call, and says what to do', async () => {
    let failures = 0;
    for (let at = 1; ; at++) {
      const disk = new CrashFs();
      await writeRunCheckpoint('run', step.old, { fs: disk, best: true });
      const fs = new FaultFs(disk, { at, code, persistent });
      const error = await writeRunCheckpoint('run', step.new, { fs, best: true }).then(
        () => null,
        (e: unknown) => e,
      );
      const latest = await readLatestRunCheckpoint('run', { fs: disk });
      const best = await readRunCheckpoint('run/best.ftn', { fs: disk });
      expect(latest?.skipped).toEqual([]);
      expect(latest).toMatchObject(error === null ? step.new : latest?.step === 1 ? step.old : step.new);
      expect(best).toMatchObject(error === null ? step.new : best.step === 1 ? step.old : step.new);
      if (error !== null) {
        failures++;
        expect(error).toBeInstanceOf(StorageError);
        const { message, exitCode, details } = error as StorageError;
        expect(exitCode).toBe(4);
        expect(message).toMatch(new RegExp(`^run.*${code === 'SHORT' ? 'ENOSPC' : code}`));
        expect(details.hint).toBeTruthy();
        if (details.file !== 'run') expect(message).toMatch(/\d{3,} bytes needed/);
        // One fault leaves nothing behind; after a persistent one even the removal was refused.
        if (!persistent)
          expect((await disk.readdir('run')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      }
      if (fs.failed === 0) break;
    }
    // A short write is no failure: the rest is written by the next call.
    expect(failures > 0).toBe(code !== 'SHORT');
  });
});

it('an interrupted write or sync is retried', async () => {
  for (const only of ['write', 'fsync', 'open']) {
    const disk = new CrashFs();
    const fs = new FaultFs(disk, { at: 1, code: 'EINTR', persistent: false, only });
    await writeRunCheckpoint('run', step.new, { fs });
    expect(fs.failed).toBe(1);
    expect(await readLatestRunCheckpoint('run', { fs: disk })).toMatchObject(step.new);
  }
});
