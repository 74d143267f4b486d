import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { LockedError } from '@ftn/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CrashFs } from '../../testing/fs/crash-fs.js';
import { runState } from '../../testing/run-state.js';
import { type Fs, nodeFs } from '../fs.js';
import { readLatestRunCheckpoint } from '../run-checkpoint/read-run-checkpoint.js';
import { writeRunCheckpoint } from '../run-checkpoint/write-run-checkpoint.js';
import type { LockRecord } from './lock-file.js';
import { lockRun } from './lock-run.js';
import { currentOwner, liveness } from './owner.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ftn-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const path = () => join(directory, 'run.lock');
const record = () => JSON.parse(readFileSync(path(), 'utf8')) as LockRecord;
const forge = (name: string, changes: Partial<LockRecord>) => {
  const held = {
    token: 5,
    ...currentOwner(),
    since: '2026-01-01T00:00:00.000Z',
    released: false,
    ...changes,
  };
  writeFileSync(join(directory, name), JSON.stringify(held));
};
/** No process has this number on any system: it is beyond every limit. */
const nobody = 2 ** 30;
// Only where the system tells processes of one number apart.
const onLinux = process.platform === 'linux' ? it : it.skip;

describe('lockRun', () => {
  it('releases the lock at the end of a block with await using', async () => {
    {
      await using lock = await lockRun(directory);
      expect(lock.token).toBe(1);
      await expect(lockRun(directory)).rejects.toThrow(LockedError);
    }
    await using next = await lockRun(directory);
    expect(next.token).toBe(2);
  });

  it('names its holder, and increments its token with every holder', async () => {
    const inner = join(directory, 'new', 'run');
    const first = await lockRun(inner);
    expect(JSON.parse(readFileSync(join(inner, 'run.lock'), 'utf8'))).toMatchObject({
      token: 1,
      pid: process.pid,
      host: hostname(),
      released: false,
    });
    await first.release();
    await first.release();
    const second = await lockRun(inner);
    expect(second.token).toBe(2);
    // The release of one that no longer holds it changes nothing.
    await first.release();
    await expect(lockRun(inner)).rejects.toThrow(LockedError);
    await second.release();
    expect(readdirSync(inner)).toEqual(['run.lock']);
  });

  it('refuses a directory that a live process holds, and names that process', async () => {
    forge('run.lock', {});
    const locking = lockRun(directory);
    await expect(locking).rejects.toMatchObject({ exitCode: 75 });
    await expect(locking).rejects.toThrow(`process ${process.pid} on ${hostname()} holds this run`);
    expect(record().token).toBe(5);
  });

  it('refuses a holder on another host, whose state is unknown, and says which file to delete', async () => {
    forge('run.lock', { host: 'elsewhere', pid: nobody });
    await expect(lockRun(directory)).rejects.toThrow(/no longer runs on elsewhere, delete .*run\.lock/);
  });

  it.each<[string, Partial<LockRecord>]>([
    ['its process is gone', { pid: nobody }],
    ['it was released', { released: true }],
    ['it was released on another host', { released: true, host: 'elsewhere' }],
  ])('takes over the lock where %s', async (_, changes) => {
    forge('run.lock', changes);
    const lock = await lockRun(directory);
    expect(lock.token).toBe(6);
    expect(record()).toMatchObject({ token: 6, pid: process.pid, released: false });
    await lock.release();
  });

  onLinux(
    'takes over where the number now belongs to another process, and where the machine was restarted',
    async () => {
      forge('run.lock', { startTime: '1' });
      await (await lockRun(directory)).release();
      forge('run.lock', { bootId: 'another boot' });
      const lock = await lockRun(directory);
      expect(lock.token).toBe(6);
      await lock.release();
    },
  );

  it('ignores the claim of a process that died between claim and lock', async () => {
    forge('run.lock', { pid: nobody });
    forge('run.lock.6', { token: 6, pid: nobody });
    const lock = await lockRun(directory);
    expect(lock.token).toBe(7);
    expect(readdirSync(directory)).toEqual(['run.lock']);
    await lock.release();
  });

  it('does not wait for a live claim', async () => {
    forge('run.lock', { pid: nobody });
    forge('run.lock.6', { token: 6 });
    await expect(lockRun(directory)).rejects.toThrow(LockedError);
    expect(record().token).toBe(5);
  });

  onLinux(
    'a first holder writes nothing after somebody deleted its lock and another one took it',
    async () => {
      const first = await lockRun(directory);
      await writeRunCheckpoint(directory, runState(1), { token: first.token });
      rmSync(path());
      // The second holder, another process, begins at token 1 again.
      forge('run.lock', { token: first.token, startTime: '1' });
      const writing = writeRunCheckpoint(directory, runState(2), { token: first.token });
      await expect(writing).rejects.toThrow(LockedError);
      await first.release();
      expect(record()).toMatchObject({ token: first.token, released: false });
      expect((await readLatestRunCheckpoint(directory))?.step).toBe(1);
    },
  );

  it('refuses an unreadable lock instead of guessing', async () => {
    for (const text of ['', '{', 'null', '{"pid":1}']) {
      writeFileSync(path(), text);
      await expect(lockRun(directory)).rejects.toThrow(/cannot be read.*delete this file/);
      expect(readFileSync(path(), 'utf8')).toBe(text);
    }
  });

  it('gives up a claim that another process overtook', async () => {
    forge('run.lock', { pid: nobody });
    // Another process takes over from the moment this one has read the lock.
    let overtaken = false;
    const slow: Fs = {
      ...nodeFs,
      async link(existing, created) {
        if (!overtaken) forge('run.lock', { token: 6 });
        overtaken = true;
        await nodeFs.link(existing, created);
      },
    };
    await expect(lockRun(directory, { fs: slow })).rejects.toThrow(LockedError);
    expect(record().token).toBe(6);
    expect(readdirSync(directory)).toEqual(['run.lock']);
  });

  it('removes temporary files of a killed writer, and nothing else', async () => {
    const left = `.step-3.ftn.${nobody}-0123456789abcdef.tmp`;
    for (const name of [left, '.hidden.tmp', 'notes.tmp']) writeFileSync(join(directory, name), 'x');
    const lock = await lockRun(directory);
    expect(readdirSync(directory).sort()).toEqual(['.hidden.tmp', 'notes.tmp', 'run.lock']);
    await lock.release();
  });

  it('works on file systems without hard links', async () => {
    const refuse = async () => {
      throw Object.assign(new Error('no links here'), { code: 'EPERM' });
    };
    const lock = await lockRun(directory, { fs: { ...nodeFs, link: refuse } });
    await expect(lockRun(directory, { fs: { ...nodeFs, link: refuse } })).rejects.toThrow(LockedError);
    await lock.release();
    expect(readdirSync(directory)).toEqual(['run.lock']);
  });

  it('holds no lock where a link fails for another reason', async () => {
    const fail = async () => {
      throw Object.assign(new Error('the disk is broken'), { code: 'EIO' });
    };
    await expect(lockRun(directory, { fs: { ...nodeFs, link: fail } })).rejects.toThrow(
      /run\.lock: could not .*EIO/,
    );
    expect(readdirSync(directory)).toEqual([]);
  });

  it('releases the lock on a full disk', async () => {
    const lock = await lockRun(directory, { fs: fullOnceLocked() });
    await expect(lockRun(directory)).rejects.toThrow(LockedError);
    await lock.release();
    const next = await lockRun(directory);
    await expect(lockRun(directory)).rejects.toThrow(LockedError);
    await next.release();
  });
});

/** Has room for one new file, the claim, and for no other. */
function fullOnceLocked(): Fs {
  let created = 0;
  return {
    ...nodeFs,
    open: async (name, flags) => {
      if (flags === 'wx' && created++ > 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      return nodeFs.open(name, flags);
    },
  };
}

describe('a writer with a lock token', () => {
  it('writes while it holds the lock and stops writing once another process took it over', async () => {
    const lock = await lockRun(directory);
    await writeRunCheckpoint(directory, runState(1), { token: lock.token });
    expect((await readLatestRunCheckpoint(directory))?.token).toBe(lock.token);
    forge('run.lock', { token: lock.token + 1, pid: 4242 });
    const writing = writeRunCheckpoint(directory, runState(2), { token: lock.token });
    await expect(writing).rejects.toMatchObject({ exitCode: 75 });
    await expect(writing).rejects.toThrow(/process 4242 .* took it over/);
    expect(readdirSync(directory).sort()).toEqual(['run.lock', 'step-1.ftn']);
  });

  it('does not put its file in place when it loses the lock while writing', async () => {
    const disk = new CrashFs();
    const lock = await lockRun('run', { fs: disk });
    const overtaking: Fs = Object.assign(Object.create(disk) as Fs, {
      open: async (name: string, flags: 'r' | 'wx' | 'a') => {
        if (flags === 'wx' && name.includes('step-1')) {
          await disk.unlink('run/run.lock');
          const theirs = await disk.open('run/run.lock', 'wx');
          await theirs.write(
            new TextEncoder().encode(
              JSON.stringify({ token: 9, pid: 1, host: 'elsewhere', since: '', released: false }),
            ),
          );
        }
        return disk.open(name, flags);
      },
    });
    for (const name of [
      'kind',
      'rename',
      'link',
      'unlink',
      'readdir',
      'makeDirectory',
      'syncDirectory',
    ] as const) {
      Object.assign(overtaking, { [name]: disk[name].bind(disk) });
    }
    const writing = writeRunCheckpoint('run', runState(1), { token: lock.token, fs: overtaking });
    await expect(writing).rejects.toThrow(LockedError);
    expect(await disk.readdir('run')).toEqual(['run.lock']);
  });
});

describe('the test of whether a process is alive', () => {
  it('recognises its own process, an unused id, and what it cannot know', () => {
    expect(liveness(currentOwner())).toBe('alive');
    expect(liveness({ ...currentOwner(), pid: nobody })).toBe('gone');
    expect(liveness({ ...currentOwner(), host: 'elsewhere' })).toBe('unknown');
  });
});
