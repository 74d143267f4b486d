import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { checkpointStep, writeFileAtomic } from '@ftn/checkpoints/node';
import { errorCode, makeFolder, storageError } from '@ftn/errors/node';
import { isCheckpoint, isRunPath, type StoredFile } from './manifest.js';

/** A file with what it held when it was read. */
export interface ReadFile extends StoredFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The files of a run in its folder: not its locks, and nothing that is being written. */
export async function localPaths(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw storageError('could not be listed', folder, error);
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
    )
    .filter(isRunPath)
    .sort(inOrder);
}

/** Checkpoints before logs: of a run that goes on meanwhile the logs then say at least as much, as after a kill. */
const inOrder = (a: string, b: string): number =>
  Number(isCheckpoint(b)) - Number(isCheckpoint(a)) || (a < b ? -1 : 1);

/** What tells a file from what it was before, without reading it. */
async function markOf(file: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(file);
  return `${ino} ${size} ${mtimeMs}`;
}

/** How often files are looked at again that go while they are read: a run removes its old checkpoints. */
const mostTries = 50;

/** Reads the files of a run while it goes on; those that did not change are told from memory. */
export class LocalFiles {
  readonly #folder: string;
  readonly #known = new Map<string, { readonly mark: string; readonly file: StoredFile }>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What tells the files that are wanted from what they were before; empty where there is none. */
  async standing(wanted: (path: string) => boolean): Promise<string> {
    const paths = (await localPaths(this.#folder)).filter(wanted);
    const marks = await Promise.all(
      paths.map(async (path) => `${path} ${await markOf(join(this.#folder, path)).catch(() => 'gone')}`),
    );
    return marks.join('\n');
  }

  /**
   * All files as they stand, each of them given to `keep` where its content is new.
   *
   * @throws StorageError where one cannot be read
   */
  async read(
    wanted: (path: string) => boolean,
    keep: (file: ReadFile) => Promise<void>,
  ): Promise<StoredFile[]> {
    for (let times = 1; ; times++) {
      try {
        const files: StoredFile[] = [];
        for (const path of (await localPaths(this.#folder)).filter(wanted))
          files.push(await this.#one(path, keep));
        return files;
      } catch (error) {
        if (errorCode(error) !== 'ENOENT' || times === mostTries) throw error;
      }
    }
  }

  async #one(path: string, keep: (file: ReadFile) => Promise<void>): Promise<StoredFile> {
    const place = join(this.#folder, path);
    const mark = await markOf(place);
    const before = this.#known.get(path);
    if (before?.mark === mark) return before.file;
    const bytes = new Uint8Array(await readFile(place));
    const file = { path, size: bytes.length, sha256: sha256(bytes) };
    await keep({ ...file, bytes });
    this.#known.set(path, { mark, file });
    return file;
  }
}

/** Where a file comes among those that are written: what says that the run can go on, or has ended, comes last. */
const rank = ({ path }: StoredFile): number => {
  if (!path.includes('/')) return Number.POSITIVE_INFINITY;
  return isCheckpoint(path) ? 1 + (checkpointStep(basename(path)) ?? 0) : 0;
};

/** Writes files into the folder of a run, each whole. @param load the bytes of one, verified */
export async function writeLocal(
  folder: string,
  files: readonly StoredFile[],
  load: (file: StoredFile) => Promise<Uint8Array>,
): Promise<void> {
  for (const file of [...files].sort((a, b) => rank(a) - rank(b) || 0)) {
    const place = join(folder, file.path);
    const bytes = await load(file);
    await makeFolder(dirname(place));
    await writeFileAtomic(place, bytes);
  }
}

/**
 * Makes the files of a run in its folder those that `files` names. Whatever kills it in between, the folder then has fewer steps
 * than these: checkpoints go first and come last.
 */
export async function replaceLocal(
  folder: string,
  files: readonly StoredFile[],
  load: (file: StoredFile) => Promise<Uint8Array>,
): Promise<void> {
  const wanted = new Set(files.map(({ path }) => path));
  for (const path of await localPaths(folder))
    if (isCheckpoint(path) || !wanted.has(path)) await rm(join(folder, path), { force: true });
  await writeLocal(folder, files, load);
}
