import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '@ftn/errors';
import { readRegularFile } from '@ftn/errors/node';
import { folderEntries } from '../folders/folder-entries.js';

/** The manifest of a prepared folder. */
export interface Manifest {
  readonly version: 1;
  readonly set: string;
  /** How cropped images were written; others are the published files. */
  readonly encoding: string;
  readonly images: number;
  readonly complete: boolean;
}

/** The file beside `train/` and `test/` that tells how a set was prepared. */
export const manifestName = 'prepared.json';

const manifestFile = { limit: 64 * 1024, hint: 'Prepare the set again.' };

/**
 * Makes sure that `folder` may be written: new, empty, or begun by a run with the same settings, which then
 * continues.
 *
 * @throws UsageError where it holds anything else
 */
export async function requireResumable(folder: string, wanted: Manifest): Promise<void> {
  const entries = await folderEntries(folder).catch(() => ({ folders: [], files: [] as string[] }));
  if (entries.files.length + entries.folders.length === 0) return;
  const known = entries.files.includes(manifestName) ? await readManifest(folder) : undefined;
  if (known?.set === wanted.set && known.encoding === wanted.encoding) return;
  const settings = ({ set, encoding }: Manifest) => `${set}, ${encoding}`;
  throw new UsageError(
    known ? 'the folder was prepared with other settings' : 'the folder holds other files',
    {
      file: folder,
      ...(known ? { expected: settings(wanted), got: settings(known) } : {}),
      hint: 'Choose a new folder; nothing is overwritten.',
    },
  );
}

/** The manifest of a folder; undefined if missing or broken. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const bytes = await readRegularFile(join(folder, manifestName), manifestFile);
    return JSON.parse(new TextDecoder().decode(bytes)) as Manifest;
  } catch {
    return undefined;
  }
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const path = join(folder, manifestName);
  await writeFile(`${path}.partial`, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(`${path}.partial`, path);
}
