import { accessSync, constants, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { engineCacheFolder } from '@ftn/engine';
import type { Check, Finding } from './finding.js';

/** The oldest Node.js this runs on: as package.json says. */
const oldestNode = [20, 19] as const;

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/** The command's and Node.js's versions. */
export function checkVersions(version: string, node: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const found = `ftn ${version}, Node.js ${node}, ${process.platform} ${process.arch}`;
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]))
    return { name: 'versions', state: 'ok', found };
  return {
    name: 'versions',
    state: 'wrong',
    found,
    hint: `Install Node.js ${oldestNode.join('.')} or later.`,
  };
}

/** Memory that is there to be taken; the smallest useful training takes about one gigabyte. */
export function checkMemory(available: number = process.availableMemory()): Finding {
  const found = `${gigabytes(available)} to be had`;
  if (available >= 2e9) return { name: 'memory', state: 'ok', found };
  return {
    name: 'memory',
    state: 'note',
    found,
    hint: 'Take small backbones and batches, or end other programs.',
  };
}

/** The nearest folder above a path that exists. */
function existing(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existing(dirname(path));
}

/** Room on the disk that runs go to. */
export function checkDisk(folder: string = process.cwd(), free: number = freeOn(folder)): Finding {
  const found = `${gigabytes(free)} free under ${folder}`;
  const name = 'disk';
  if (free >= 2e9) return { name, state: 'ok', found };
  const hint = 'Free some space: checkpoints of a run take up to a few gigabytes.';
  return { name, state: free < 50e6 ? 'wrong' : 'note', found, hint };
}

function freeOn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Whether the cache, where the native engine is kept, can be written. */
function checkCache(cache: string = engineCacheFolder()): Finding {
  const name = 'cache';
  const above = existing(resolve(cache));
  try {
    accessSync(above, constants.W_OK | constants.X_OK);
    return { name, state: 'ok', found: cache };
  } catch {
    const hint = 'Give yourself the permission, or name another folder in FTN_CACHE.';
    return { name, state: 'note', found: `${cache} cannot be written`, hint };
  }
}

/** Whether temporary files can be made: the native engine asks for one when it starts. */
export function checkTemporary(folder: string = tmpdir()): Finding {
  const name = 'temporary files';
  try {
    rmSync(mkdtempSync(join(folder, 'ftn-doctor-')), { recursive: true });
    return { name, state: 'ok', found: folder };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const hint = 'Create the folder, or name another in TMPDIR.';
    return { name, state: 'wrong', found: `none can be made in ${folder} (${code})`, hint };
  }
}

/** The checks of the machine. */
export const machineChecks = (version: string): Check[] => [
  { name: 'versions', look: () => checkVersions(version) },
  {
    name: 'processors',
    look: () => ({ name: 'processors', state: 'ok', found: String(availableParallelism()) }),
  },
  { name: 'memory', look: () => checkMemory() },
  { name: 'disk', look: () => checkDisk() },
  { name: 'temporary files', look: () => checkTemporary() },
  { name: 'cache', look: () => checkCache() },
];
