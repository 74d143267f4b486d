import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { FormatError, StorageError } from '@ftn/errors';
import { makeFolder, readRegularFile } from '@ftn/errors/node';
import type { Domain } from '../domain.js';
import {
  type Adapter,
  type AdapterFiles,
  changeManifest,
  decodeAdapter,
  type ManifestChanges,
} from '../file/adapter-files.js';
import { adapterCard } from '../file/card.js';
import { type AdapterDetails, encodeDomain } from '../file/domain-file.js';
import type { AdapterManifest } from '../file/manifest.js';
import { parseManifest } from '../file/parse-manifest.js';

/** An adapter with the folder it was read from. */
export interface AdapterFolder extends Adapter {
  readonly folder: string;
}

/** Bytes beyond which a file is none of an adapter's: far more than the largest network's. */
const limits = { 'adapter.json': 16 * 2 ** 20, 'adapter.safetensors': 4 * 2 ** 30, 'README.md': 2 ** 20 };

/**
 * The folder that holds adapter.json: the given one, or the `adapter` in a run's folder.
 *
 * @throws StorageError where neither holds one
 */
export function adapterFolder(folder: string): string {
  const found = [folder, join(folder, 'adapter')].find((candidate) =>
    existsSync(join(candidate, 'adapter.json')),
  );
  if (found) return found;
  throw new StorageError('there is no adapter in this folder', {
    file: resolve(folder),
    expected: 'adapter.json and adapter.safetensors',
    hint: "Name the folder that `train` wrote, or the 'adapter' folder in it.",
  });
}

/** One of an adapter's files: a regular one, of no more bytes than an adapter can have. */
const readPart = (folder: string, name: keyof AdapterFiles): Promise<Uint8Array> =>
  readRegularFile(join(folder, name), { limit: limits[name] });

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

async function readText(folder: string): Promise<string> {
  const bytes = await readPart(folder, 'adapter.json');
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    const hint = 'Copy the whole adapter folder again.';
    throw new FormatError('the text is not UTF-8', { file: join(folder, 'adapter.json'), hint, cause });
  }
}

/**
 * What adapter.json of a folder, or of the `adapter` in a run's folder, says; its tensors are not looked at.
 *
 * @throws StorageError where it is missing or cannot be read
 * @throws FormatError where it is damaged
 */
export async function readManifest(folder: string): Promise<AdapterManifest> {
  const at = adapterFolder(folder);
  return parseManifest(await readText(at), join(at, 'adapter.json'));
}

/**
 * The adapter of a folder, or of the `adapter` in a run's folder: each of its files is read and parsed once. `domainOf`, or
 * `generatorDomainOf` of @ftn/generation, makes a domain of it over its network.
 *
 * @throws StorageError where it is missing or cannot be read
 * @throws FormatError where a file is damaged, or the two were not written together
 */
export async function readAdapterFolder(folder: string): Promise<AdapterFolder> {
  const at = adapterFolder(folder);
  const json = await readText(at);
  const tensors = await readPart(at, 'adapter.safetensors');
  return {
    ...(await decodeAdapter({ 'adapter.json': json, 'adapter.safetensors': tensors }, at)),
    folder: at,
  };
}

/**
 * Writes an adapter's files to a folder. adapter.json names the tensors by their hash, so it follows them: a cut in
 * between leaves a folder without an adapter, or one that is refused by name, and never another adapter than was written.
 */
export async function writeAdapterFiles(folder: string, files: AdapterFiles): Promise<void> {
  await makeFolder(folder);
  for (const name of ['adapter.safetensors', 'adapter.json', 'README.md'] as const) {
    await writeFileAtomic(join(folder, name), files[name]);
  }
}

/**
 * Writes a domain's folder: adapter.safetensors, adapter.json and the card.
 *
 * @throws UsageError where a detail could not be read back, such as a metric that is not finite
 */
export async function writeAdapterFolder(
  domain: Domain,
  folder: string,
  details: AdapterDetails,
): Promise<void> {
  await writeAdapterFiles(folder, await encodeDomain(domain, details));
}

/** The card in a folder; null if there is none. */
async function readCard(folder: string): Promise<string | null> {
  if (!existsSync(join(folder, 'README.md'))) return null;
  return new TextDecoder().decode(await readPart(folder, 'README.md'));
}

/**
 * Changes what an adapter says of its metrics, data or training. adapter.json is replaced as a whole, so that the folder
 * loads whenever the process is cut off; the card follows where nobody edited it. A folder of version 1 becomes one of
 * version 2.
 *
 * @returns what adapter.json says now
 * @throws UsageError where it could not be read back, such as a metric that is not finite
 * @throws FormatError where a file is damaged, or the two were not written together
 */
export async function updateAdapterFolder(
  folder: string,
  changes: ManifestChanges,
): Promise<AdapterManifest> {
  const adapter = await readAdapterFolder(folder);
  const tensors = await readPart(adapter.folder, 'adapter.safetensors');
  const changed = await changeManifest(adapter, tensors, changes);
  const card = await readCard(adapter.folder);
  await writeFileAtomic(join(adapter.folder, 'adapter.json'), changed['adapter.json']);
  if (card === null || card === adapterCard(adapter.manifest)) {
    await writeFileAtomic(join(adapter.folder, 'README.md'), changed['README.md']);
  }
  return changed.manifest;
}
