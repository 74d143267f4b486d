import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readFileBytes, writeFileAtomic } from '@ftn/checkpoints/node';
import { makeFolder } from '@ftn/errors/node';

/** Copies files of one folder into another, each whole: those that are named, or all. */
export async function copyFiles(from: string, to: string, names?: readonly string[]): Promise<void> {
  await makeFolder(to);
  for (const name of names ?? (await readdir(from)))
    await writeFileAtomic(join(to, name), await readFileBytes(join(from, name)));
}
