import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { engineCacheFolder } from './cache-folder.js';
import { type Machine, nativeTarget, thisMachine } from './native-target.js';

const manifestName = 'engine.json';

/** What an installed folder says of itself. */
interface Manifest {
  readonly files: Readonly<Record<string, number>>;
}

/** A native engine found on this machine, or one line saying why there is none. */
export type FoundEngine =
  | { readonly folder: string; readonly device: 'cpu' | 'gpu' }
  | { readonly reason: string; readonly installable: boolean };

/** Writes the manifest of a finished folder: its files with their sizes. */
export function writeManifest(folder: string, names: readonly string[]): void {
  const files = Object.fromEntries(names.map((name) => [name, statSync(join(folder, name)).size]));
  writeFileSync(join(folder, manifestName), `${JSON.stringify({ files } satisfies Manifest, null, 2)}\n`);
}

/** One line saying what is wrong with an installed folder; null when every file has the size it was built with. */
export function whatIsWrongWith(folder: string): string | null {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(readFileSync(join(folder, manifestName), 'utf8')) as Manifest;
    for (const [name, size] of Object.entries(manifest.files)) {
      const found = statSync(join(folder, name), { throwIfNoEntry: false })?.size;
      if (found !== size) return `${join(folder, name)} has ${found ?? 'no'} bytes instead of ${size}`;
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? 'it is not installed'
      : `${folder} is damaged`;
  }
  return null;
}

/** Looks for an installed native engine, the GPU's first. Reads a few file sizes, loads nothing. */
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
