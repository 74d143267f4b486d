import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withInstallLock } from './install-lock.js';
import { thisOwner } from './process-owner.js';

let folder: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ftn-lock-'));
  lock = join(folder, 'x.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fast = { pollMs: 5 };
const work = async (): Promise<string> => 'done';

/** Resolves to whether `promise` is still pending after a while. */
async function waits(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => false), sleep(150).then(() => true)]);
}

describe('withInstallLock', () => {
  it('admits one installer at a time and leaves no lock behind', async () => {
    let inside = 0;
    let most = 0;
    const one = () =>
      withInstallLock(
        lock,
        async () => {
          most = Math.max(most, ++inside);
          await sleep(20);
          inside--;
        },
        fast,
      );
    await Promise.all([one(), one(), one()]);
    expect(most).toBe(1);
    expect(existsSync(lock)).toBe(false);
  });

  it('is released after work that threw', async () => {
    const failing = withInstallLock(lock, () => Promise.reject(new Error('no')), fast);
    await expect(failing).rejects.toThrow('no');
    expect(await withInstallLock(lock, work, fast)).toBe('done');
  });

  it.each([
    ['a process that is gone', { ...thisOwner(), pid: 2 ** 22 + 1 }],
    ['a process number used again', { ...thisOwner(), started: '1' }],
    ['a machine that has restarted', { ...thisOwner(), boot: 'another' }],
  ])('takes over from %s', async (_, owner) => {
    writeFileSync(lock, JSON.stringify(owner));
    expect(await withInstallLock(lock, work, fast)).toBe('done');
  });

  it('waits for a live holder, says so once, and stops waiting when aborted', async () => {
    writeFileSync(lock, JSON.stringify(thisOwner()));
    const stop = new AbortController();
    const seen: unknown[] = [];
    const options = { ...fast, signal: stop.signal, onWait: (owner: unknown) => seen.push(owner) };
    const waiting = withInstallLock(lock, work, options);
    expect(await waits(waiting)).toBe(true);
    expect(seen).toEqual([thisOwner()]);
    stop.abort();
    await expect(waiting).rejects.toThrow(/aborted/);
    expect(existsSync(lock)).toBe(true);
  });

  it('judges a holder on another host, and a half-written lock, by age', async () => {
    for (const text of [JSON.stringify({ ...thisOwner(), host: 'elsewhere' }), '{"pid":']) {
      writeFileSync(lock, text);
      const waiting = withInstallLock(lock, work, fast);
      expect(await waits(waiting)).toBe(true);
      const old = new Date(Date.now() - 600_000);
      utimesSync(lock, old, old);
      expect(await waiting).toBe('done');
    }
  });
});
