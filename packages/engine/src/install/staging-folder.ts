import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isAlive, type Owner, thisOwner } from './process-owner.js';

const suffix = '.partial';
const ownerFile = 'owner.json';

/** A fresh folder beside the final one, on the same file system, that names its owner. */
export function makeStagingFolder(cache: string, key: string): string {
  const folder = join(cache, `${key}.${process.pid}-${Date.now().toString(36)}${suffix}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, ownerFile), JSON.stringify(thisOwner()));
  return folder;
}

function isAbandoned(folder: string): boolean {
  try {
    const alive = isAlive(JSON.parse(readFileSync(join(folder, ownerFile), 'utf8')) as Owner);
    if (alive !== null) return !alive;
  } catch {
    // Killed before it wrote its owner, or just now being made: age decides.
  }
  return Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 24 * 3_600_000;
}

/** Deletes what killed installers of this folder left behind; returns the names. */
export function sweepLeftovers(cache: string, key: string): string[] {
  if (!existsSync(cache)) return [];
  const left = readdirSync(cache).filter(
    (name) => name.startsWith(`${key}.`) && name.endsWith(suffix) && isAbandoned(join(cache, name)),
  );
  for (const name of left) rmSync(join(cache, name), { recursive: true, force: true });
  return left;
}

/** Puts a finished folder in its place by one rename; a folder that another process finished first stays. */
export function publishFolder(ready: string, final: string): void {
  try {
    renameSync(ready, final);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if ((code === 'ENOTEMPTY' || code === 'EEXIST') && existsSync(final)) return;
    throw error;
  }
}
