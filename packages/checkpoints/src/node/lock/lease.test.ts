import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { LockedError } from '@ftn/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertProof } from './assert-holds.js';
import type { LockRecord } from './lock-file.js';
import { isRunLocked, lockRun } from './lock-run.js';
import { currentOwner } from './owner.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ftn-lease-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const path = (name = 'run.lock') => join(directory, name);
const record = () => JSON.parse(readFileSync(path(), 'utf8')) as LockRecord;
const since = '2026-01-01T00:00:00.000Z';
/** A lock of a process elsewhere, of which only its lease can tell. */
const forge = (changes: Partial<LockRecord> = {}, name = 'run.lock') =>
  writeFileSync(
    path(name),
    JSON.stringify({ token: 5, ...currentOwner(), host: 'elsewhere', since, released: false, ...changes }),
  );
/** Sets back when a file was changed. */
const age = (name: string, seconds: number) => {
  const then = Date.now() / 1000 - seconds;
  utimesSync(path(name), then, then);
};

describe('a lock with a lease', () => {
  it('says its lease, and gives signs of life for as long as it is held', async () => {
    const lock = await lockRun(directory, { lease: 80 });
    expect(record()).toMatchObject({ token: 1, lease: 80 });
    await setTimeout(200);
    const sign = statSync(path('run.lock.1.alive')).mtimeMs;
    await setTimeout(200);
    expect(statSync(path('run.lock.1.alive')).mtimeMs).toBeGreaterThan(sign);
    await lock.release();
    const last = statSync(path('run.lock.1.alive')).mtimeMs;
    await setTimeout(150);
    expect(statSync(path('run.lock.1.alive')).mtimeMs).toBe(last);
  });

  it('is taken over once it has lapsed, and not before', async () => {
    forge({ lease: 30_000 });
    await expect(lockRun(directory)).rejects.toThrow(/lapses 30 s after its last sign of life/);
    expect(await isRunLocked(directory)).toBe(true);
    age('run.lock', 31);
    expect(await isRunLocked(directory)).toBe(false);
    const lock = await lockRun(directory);
    expect(lock.token).toBe(6);
    await lock.release();
  });

  it('holds by a sign of life, however old the lock itself is', async () => {
    forge({ lease: 30_000 });
    age('run.lock', 1000);
    writeFileSync(path('run.lock.5.alive'), '');
    await expect(lockRun(directory)).rejects.toThrow(LockedError);
    expect(await isRunLocked(directory)).toBe(true);
  });

  it('does not hold by a sign that one before it gave, who was stopped in the midst of it', async () => {
    forge({ lease: 30_000 });
    age('run.lock', 31);
    writeFileSync(path('run.lock.4.alive'), '');
    expect(await isRunLocked(directory)).toBe(false);
    await (await lockRun(directory)).release();
  });

  it('lapses also where its process is there, but was stopped', async () => {
    forge({ lease: 1000, host: currentOwner().host });
    await expect(lockRun(directory)).rejects.toThrow(LockedError);
    age('run.lock', 2);
    await (await lockRun(directory)).release();
  });

  it('counts for a claim that its maker did not finish, too', async () => {
    forge({ released: true });
    forge({ token: 6, lease: 30_000 }, 'run.lock.6');
    await expect(lockRun(directory)).rejects.toThrow(LockedError);
    age('run.lock', 31);
    age('run.lock.6', 31);
    expect((await lockRun(directory)).token).toBe(7);
  });

  it('does not lapse where it has none', async () => {
    forge();
    age('run.lock', 1e6);
    await expect(lockRun(directory, { lease: 10 })).rejects.toThrow(LockedError);
  });

  it('does not speak for the holder that came after it', async () => {
    const lock = await lockRun(directory, { lease: 80 });
    forge({ token: 2 });
    await setTimeout(100);
    rmSync(path('run.lock.1.alive'), { force: true });
    await setTimeout(200);
    expect(() => statSync(path('run.lock.1.alive'))).toThrow('ENOENT');
    await expect(lock.assertHeld()).rejects.toThrow(LockedError);
    await lock.release();
    expect(record()).toMatchObject({ token: 2, released: false });
  });
});

describe('force', () => {
  it('takes a directory from whoever holds it', async () => {
    const first = await lockRun(directory);
    const second = await lockRun(directory, { force: true });
    expect(second.token).toBe(first.token + 1);
    await expect(first.assertHeld()).rejects.toThrow(LockedError);
    await second.assertHeld();
    await second.release();
  });
});

describe('assertProof', () => {
  it('holds while the lock is the one it was made of', async () => {
    const lock = await lockRun(directory);
    await assertProof(directory, lock.proof);
    await lock.release();
    await expect(assertProof(directory, lock.proof)).rejects.toMatchObject({ exitCode: 75 });
    const next = await lockRun(directory);
    await assertProof(directory, next.proof);
    await expect(assertProof(directory, lock.proof)).rejects.toThrow(/no longer holds the run/);
    rmSync(path());
    await expect(assertProof(directory, next.proof)).rejects.toThrow(LockedError);
  });
});
