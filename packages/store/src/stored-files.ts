import { FormatError } from '@ftn/errors';
import { sha256 } from './local-files.js';
import { mostManifestBytes, readManifest, type StoredFile, writeManifest } from './manifest.js';
import type { ObjectClient, Patience } from './object-client.js';
import { filesBelow, keyOfFile, keyOfMark, type Mark, runBelow, type Token } from './run-keys.js';

/** Files of a run as one of its holders left them. */
export interface FilesOf {
  readonly client: ObjectClient;
  readonly id: string;
  readonly token: Token;
}

const damaged = ({ client, id }: FilesOf, what: string) =>
  new FormatError(`${what} of a run in the store is damaged`, {
    file: `${client.shown}, run ${id}`,
    hint: 'Give the same command again: what is damaged is made anew.',
  });

/**
 * The files that a mark names; null where there is no such mark any more.
 *
 * @throws FormatError where it is damaged
 */
export async function filesAt(of: FilesOf, mark: Mark, patience?: Patience): Promise<StoredFile[] | null> {
  const { client, id, token } = of;
  const bytes = await client.get(keyOfMark(id, token, mark), mostManifestBytes, patience);
  if (bytes === null) return null;
  const files = readManifest(bytes, id);
  if (files === null) throw damaged(of, 'the list of files');
  return files;
}

/** A file's bytes, whole and the right ones. @throws FormatError where they are not, or are gone */
export async function loadFile(
  of: FilesOf,
  { path, size, sha256: hash }: StoredFile,
  patience?: Patience,
): Promise<Uint8Array> {
  const bytes = await of.client.get(keyOfFile(of.id, of.token, hash), size, patience);
  if (bytes?.length === size && sha256(bytes) === hash) return bytes;
  throw damaged(of, `'${path}'`);
}

/** Writes what one has of a run, in one act: its files must be there. */
export const putMark = (
  { client, id, token }: FilesOf,
  mark: Mark,
  files: readonly StoredFile[],
  patience?: Patience,
): Promise<void> => client.put(keyOfMark(id, token, mark), writeManifest(id, files), patience);

/** Deletes what holders before this one left of a run: from now on this one's own copy is the one that counts. */
export async function sweepOlder({ client, id, token }: FilesOf, patience?: Patience): Promise<void> {
  for (const below of [runBelow(id), filesBelow(id)])
    for (const { key } of await client.list(below, patience)) {
      const whose = key.slice(below.length).split(/[./]/)[0]!;
      if (whose < token) await client.delete(key, patience);
    }
}
