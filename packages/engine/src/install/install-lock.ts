import {
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, type Owner, thisOwner } from './process-owner.js';

/** A holder on another machine that has not touched its lock for this long counts as dead. */
const silentAfterMs = 120_000;

/** A file read between its creation and its first byte is given this long before it counts as broken. */
const unwrittenAfterMs = 5_000;

/** How the installation lock is waited for. */
export interface LockOptions {
  /** Aborting ends the wait. */
  readonly signal?: AbortSignal | undefined;
  /** Called once, when another process holds the lock. */
  readonly onWait?: (owner: Owner | null) => void;
  /** Milliseconds between two attempts; default 250. */
  readonly pollMs?: number;
}

function tryTake(path: string): boolean {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, JSON.stringify(thisOwner()));
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The lock's content and holder as found; null when the lock is gone. */
function inspect(path: string): { text: string; owner: Owner | null; ageMs: number } | null {
  try {
    const ageMs = Date.now() - statSync(path).mtimeMs;
    const text = readFileSync(path, 'utf8');
    let owner: Owner | null = null;
    try {
      owner = JSON.parse(text) as Owner;
    } catch {
      // Cut off: its writer died, or is about to write.
    }
    return { text, owner, ageMs };
  } catch {
    return null;
  }
}

function isStale(found: { owner: Owner | null; ageMs: number }): boolean {
  if (found.owner === null) return found.ageMs > unwrittenAfterMs;
  const alive = isAlive(found.owner);
  return alive === null ? found.ageMs > silentAfterMs : !alive;
}

/** Moves a dead holder's lock away. A lock that was renewed meanwhile is not the one looked at, and stays. */
function remove(path: string, text: string): void {
  if (inspect(path)?.text !== text) return;
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    rmSync(aside, { force: true });
  } catch {
    // Another process moved it first.
  }
}

/**
 * Runs `work` while no other installer of the same folder runs, taking over the lock of one that died.
 *
 * The lock only spares the second download: should two processes ever hold it at once (two takeovers in the same
 * instant), each still builds in its own folder and the first rename wins.
 */
export async function withInstallLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  let told = false;
  while (!tryTake(path)) {
    const found = inspect(path);
    if (found && isStale(found)) {
      remove(path, found.text);
      continue;
    }
    if (found && !told) {
      told = true;
      options.onWait?.(found.owner);
    }
    await sleep(options.pollMs ?? 250, undefined, options.signal ? { signal: options.signal } : {});
  }
  const beat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // The lock was taken away; the rename at the end decides.
    }
  }, 10_000);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    const mine = inspect(path)?.owner;
    if (mine?.pid === process.pid && mine.host === thisOwner().host) rmSync(path, { force: true });
  }
}
