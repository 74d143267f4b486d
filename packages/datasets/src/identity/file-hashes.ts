import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type OpenedFile, readRegularFile, withRegularFile } from '@ftn/errors/node';
import { partialOf, sweepPartials } from '../files/partial.js';

/** The sha256 of files by what they hold, kept from one run to the next. */
export interface FileHashes {
  /** The sha256 of a file's bytes; read again unless its size and both its times are unchanged. */
  of(file: string): Promise<string>;
  /** Writes down what is known for the next run; a failed write only means computing again. */
  save(): Promise<void>;
}

/** Size, time of change and time of status change in nanoseconds, sha256. */
type Entry = readonly [size: string, mtime: string, ctime: string, sha256: string];

/** A file that changed so lately may change again within the same tick of the clock: it is not kept. */
const TICK = 2_000_000_000n;

/** What one run keeps at most; more is computed again. */
const MOST_ENTRIES = 2_000_000;

const cacheFile = { limit: 1024 * 1024 * 1024, hint: 'Delete it: it is made again.' };

const CHUNK = 1024 * 1024;

/**
 * Opens the hashes that `cache` holds, a file that need not exist; without one nothing is kept. A broken cache counts as
 * empty, since it can always be made again.
 */
export async function openFileHashes(cache?: string): Promise<FileHashes> {
  const known = cache === undefined ? new Map<string, Entry>() : await readCache(cache);
  const used = new Map<string, Entry>();
  return {
    of(file) {
      const path = resolve(file);
      const options = {
        limit: Number.MAX_SAFE_INTEGER,
        hint: 'Restore it or leave it out of the data set.',
      };
      return withRegularFile(path, options, async (opened) => {
        const { size, mtimeNs, ctimeNs } = opened.stats;
        const now = [String(size), String(mtimeNs), String(ctimeNs)] as const;
        const before = used.get(path) ?? known.get(path);
        const same = before !== undefined && now.every((value, k) => value === before[k]);
        const entry: Entry = same ? before : [...now, await hashOf(opened)];
        const clock = BigInt(Date.now()) * 1_000_000n;
        if (same || (clock - mtimeNs > TICK && clock - ctimeNs > TICK)) used.set(path, entry);
        return entry[3];
      });
    },
    async save() {
      if (cache === undefined) return;
      for (const [path, entry] of known) {
        if (used.size >= MOST_ENTRIES) break;
        if (!used.has(path)) used.set(path, entry);
      }
      await writeCache(cache, used).catch(() => {});
    },
  };
}

async function hashOf({ handle }: OpenedFile): Promise<string> {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(CHUNK);
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(chunk, 0, CHUNK, at);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
}

/** One line a file: JSON of its path and entry. Lines that are not are left out. */
async function readCache(cache: string): Promise<Map<string, Entry>> {
  const known = new Map<string, Entry>();
  const bytes = await readRegularFile(cache, cacheFile).catch(() => undefined);
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    const entry = parsed(line);
    if (entry) known.set(entry[0], entry[1]);
  }
  return known;
}

function parsed(line: string): [string, Entry] | undefined {
  try {
    const value = JSON.parse(line) as unknown;
    if (!Array.isArray(value) || value.length !== 5 || !value.every((one) => typeof one === 'string'))
      return undefined;
    const [path, ...entry] = value as [string, string, string, string, string];
    return /^[0-9a-f]{64}$/.test(entry[3]) ? [path, entry] : undefined;
  } catch {
    return undefined;
  }
}

async function writeCache(cache: string, entries: ReadonlyMap<string, Entry>): Promise<void> {
  const lines = Array.from(entries, ([path, entry]) => `${JSON.stringify([path, ...entry])}\n`);
  await mkdir(dirname(resolve(cache)), { recursive: true });
  const partial = partialOf(cache);
  await sweepPartials(cache);
  await writeFile(partial, lines.join(''));
  await rename(partial, cache);
}
