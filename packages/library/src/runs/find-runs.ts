import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '@ftn/errors';
import { storageError } from '@ftn/errors/node';
import { type FoundRun, readRun } from './read-run.js';

/** Files that make a folder a run's. */
const marks: ReadonlySet<string> = new Set(['metrics.jsonl', 'measured.json']);

/** Folders deeper than this are none that this command makes. */
const deepest = 12;

/** The folders of runs below a folder, in the order of their names; what lies in a run's folder is its own. */
async function runFolders(folder: string, depth: number, warn: (text: string) => void): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (depth > 0) {
      warn(storageError('the folder could not be read', folder, error).message);
      return [];
    }
    throw new StorageError('there is no folder of runs', {
      file: folder,
      hint: 'Name a folder that `train` or `compare` wrote to.',
      cause: error,
    });
  });
  if (entries.some((entry) => entry.isFile() && marks.has(entry.name))) return [folder];
  if (depth === deepest) return [];
  const found: string[] = [];
  // Links are not followed: they may lead in circles.
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isDirectory() || entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    found.push(...(await runFolders(join(folder, entry.name), depth + 1, warn)));
  }
  return found;
}

/**
 * Every run below some folders, as the runs' own records tell of them: settings, progress, losses, metrics.
 *
 * @param warn told of every file that is broken; its run is there with what else is known
 * @throws StorageError where one of the folders cannot be read
 */
export async function findRuns(
  folders: readonly string[],
  warn: (text: string) => void = () => {},
): Promise<FoundRun[]> {
  const found = new Set<string>();
  for (const folder of folders) for (const one of await runFolders(folder, 0, warn)) found.add(one);
  const runs: FoundRun[] = [];
  for (const folder of found) runs.push(await readRun(folder, warn));
  return runs;
}
