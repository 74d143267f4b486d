import { createHash } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { FtnError } from '@ftn/errors';
import { errorCode, readRegularFileSync, textLimit } from '@ftn/errors/node';
import { engineCacheFolder } from './cache-folder.js';
import { type Machine, nativeTarget, thisMachine } from './native-target.js';

/** What says which files a folder was finished with. */
export const manifestName = 'engine.json';
export const notInstalled = 'it is not installed';

/** What a file was when its content was last looked at; a change of the times is a reason to look again. */
interface Seen {
  readonly sha256: string;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** What an installed folder says of itself: its files with their sizes and, since there were such, their hashes. */
interface Manifest {
  readonly files: Readonly<Record<string, number>>;
  readonly hashes?: Readonly<Record<string, Seen>>;
  /** Absent from what was installed before there were prebuilt addons. */
  readonly addons?: AddonOrigin;
}

/** Where addons come from: compiled on this machine, or copied out of their package. */
export type AddonOrigin = 'compiled' | 'prebuilt';

/** A native engine found on this machine, or one line saying why there is none. */
export type FoundEngine =
  | { readonly folder: string; readonly device: 'cpu' | 'gpu' }
  | { readonly reason: string; readonly installable: boolean };

/** The SHA-256 of a file, read piece by piece. */
export function sha256Of(path: string): string {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  try {
    const piece = new Uint8Array(2 ** 23);
    for (let count = readSync(file, piece); count > 0; count = readSync(file, piece)) {
      hash.update(piece.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

function look(path: string): Seen {
  const { mtimeMs, ctimeMs } = statSync(path);
  return { sha256: sha256Of(path), mtimeMs, ctimeMs };
}

function write(folder: string, manifest: Manifest): void {
  const temporary = join(folder, `${manifestName}.${process.pid}.tmp`);
  writeFileSync(temporary, `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(temporary, join(folder, manifestName));
}

/** Writes the manifest of a finished folder: its files with their sizes and hashes, and where its addons come from. */
export function writeManifest(folder: string, names: readonly string[], addons?: AddonOrigin): void {
  const of = <T>(value: (path: string) => T) =>
    Object.fromEntries(names.map((name) => [name, value(join(folder, name))]));
  write(folder, {
    files: of((path) => statSync(path).size),
    hashes: of(look),
    ...(addons === undefined ? {} : { addons }),
  });
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function readManifest(folder: string): Manifest {
  const bytes = readRegularFileSync(join(folder, manifestName), { limit: textLimit });
  return JSON.parse(new TextDecoder().decode(bytes)) as Manifest;
}

/** Where the addons of an installed folder come from; undefined where it does not say so, or is none. */
export function addonOrigin(folder: string): AddonOrigin | undefined {
  try {
    const { addons } = readManifest(folder);
    return addons === 'compiled' || addons === 'prebuilt' ? addons : undefined;
  } catch {
    return undefined;
  }
}

/** Compares a folder with its manifest; throws if that cannot be read. */
function compare(folder: string, thorough: boolean): string | null {
  const manifest = readManifest(folder);
  const fresh: Record<string, Seen> = {};
  const writable = isWritable(folder);
  for (const [name, size] of Object.entries(manifest.files)) {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.size !== size) return `${path} has ${found?.size ?? 'no'} bytes instead of ${size}`;
    const seen = manifest.hashes?.[name];
    const untouched = seen?.mtimeMs === found.mtimeMs && seen.ctimeMs === found.ctimeMs;
    // Of an engine that was installed before there were hashes, the content is taken as it is found first.
    if (seen ? untouched && !thorough : !writable) continue;
    const now = look(path);
    if (seen && seen.sha256 !== now.sha256) return `${path} was changed since it was installed`;
    if (!untouched) fresh[name] = now;
  }
  if (writable && Object.keys(fresh).length > 0) {
    write(folder, { ...manifest, hashes: { ...manifest.hashes, ...fresh } });
  }
  return null;
}

/**
 * One line saying what is wrong with an installed folder; null when every file has the size and content it was built
 * with. Contents are hashed where a file's times have changed, and all of them when `thorough`.
 */
export function whatIsWrongWith(folder: string, { thorough = false } = {}): string | null {
  try {
    return compare(folder, thorough);
  } catch (error) {
    const cause = FtnError.isInstance(error) ? error.details.cause : error;
    return errorCode(cause) === 'ENOENT' ? notInstalled : `${folder} is damaged`;
  }
}

/** Looks for an installed native engine, the GPU's first. Reads a few sizes and times, loads nothing. */
export function findInstalledEngine(
  cache: string = engineCacheFolder(),
  machine: Machine = thisMachine(),
): FoundEngine {
  let reason = '';
  let installable = false;
  for (const device of ['gpu', 'cpu'] as const) {
    const found = nativeTarget(machine, device);
    if ('reason' in found) {
      reason = found.reason;
      continue;
    }
    installable = true;
    const folder = join(cache, found.target.key);
    const wrong = whatIsWrongWith(folder);
    if (wrong === null) return { folder, device };
    reason = wrong;
  }
  return { reason, installable };
}
