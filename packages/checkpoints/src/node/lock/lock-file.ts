import { join } from 'node:path';
import { LockedError } from '@ftn/errors';
import type { Fs } from '../fs.js';
import { readFileIfThere } from '../read-file.js';
import { currentOwner, type Owner } from './owner.js';

/** What `run.lock` says: who holds the directory, and since when; it stays, released, for the next token. */
export interface LockRecord extends Owner {
  /** One more for each process that takes the directory: what only the newest holder may write with. */
  readonly token: number;
  readonly since: string;
  readonly released: boolean;
  /**
   * Milliseconds without a sign of life after which others may take the directory over, though nobody knows its holder to be
   * gone. Where it is missing, they wait until somebody knows.
   */
  readonly lease?: number;
}

/** A lock takes a few hundred bytes. */
const mostBytes = 65_536;

/** The lock's file. */
export const lockPath = (directory: string) => join(directory, 'run.lock');

/** The file by which exactly one process earns a token, before it becomes the lock. */
export const claimPath = (directory: string, token: number) => join(directory, `run.lock.${token}`);

/** The tokens being claimed among a directory's names. */
export function claimedTokens(names: readonly string[]): number[] {
  return names
    .map((name) => /^run\.lock\.([1-9]\d*)$/.exec(name)?.[1])
    .filter((token) => token !== undefined)
    .map(Number);
}

/**
 * Whether a lock is this process's own, by token and owner: where somebody deletes the lock, tokens begin at 1 again, and
 * the number of a first holder may be that of the second.
 */
export function isHeldHere(record: LockRecord | null, token: number): boolean {
  if (record === null || record.released || record.token !== token) return false;
  const { pid, startTime, host, bootId } = currentOwner();
  return (
    record.pid === pid && record.startTime === startTime && record.host === host && record.bootId === bootId
  );
}

/** A lock's text. */
export const lockText = (record: LockRecord) => `${JSON.stringify(record, null, 2)}\n`;

/** A lock or claim; null if there is none. */
export async function readLockRecord(path: string, fs: Fs): Promise<LockRecord | null> {
  const bytes = await readFileIfThere(path, fs, mostBytes);
  if (bytes === null) return null;
  const record = parse(new TextDecoder().decode(bytes));
  if (record !== null) return record;
  throw new LockedError('the lock of this run cannot be read, so its holder is not known', {
    file: path,
    hint: 'If no other process uses the folder, delete this file.',
  });
}

function parse(text: string): LockRecord | null {
  try {
    const record = JSON.parse(text) as LockRecord;
    const numbers =
      Number.isSafeInteger(record.pid) && Number.isSafeInteger(record.token) && record.token > 0;
    return numbers && typeof record.host === 'string' && typeof record.released === 'boolean' ? record : null;
  } catch {
    return null;
  }
}

/** The error of a directory that another process holds. */
export function lockedBy(
  directory: string,
  { pid, host, since, lease }: LockRecord,
  here: boolean,
): LockedError {
  const lapses = lease === undefined ? '' : ` Its hold lapses ${lease / 1000} s after its last sign of life.`;
  return new LockedError(`process ${pid} on ${host} holds this run since ${since}`, {
    file: directory,
    hint: here
      ? `Wait for it, stop it, or choose another folder.${lapses}`
      : lapses === ''
        ? `If it no longer runs on ${host}, delete ${lockPath(directory)}; else choose another folder.`
        : `Wait for it, or choose another folder.${lapses}`,
  });
}
