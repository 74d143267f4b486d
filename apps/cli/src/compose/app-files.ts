import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The package's root, whether this file runs from `src/compose/` or bundled in `dist/`. */
function packageRoot(): URL {
  const here = new URL('.', import.meta.url);
  return new URL(here.pathname.endsWith('/compose/') ? '../../' : '../', here);
}

/** A path in the package's own files: `recipes`, `assets`. */
export function appFile(...parts: readonly string[]): string {
  return fileURLToPath(new URL(parts.join('/'), packageRoot()));
}

/** The weights that ship for a backbone, or null. */
export function shippedWeights(backbone: string): string | null {
  const file = appFile('assets', `${backbone}.safetensors`);
  return existsSync(file) ? file : null;
}

/** The command and its version, e.g. `ftn 0.1.0`. */
export function libraryVersion(): string {
  const { name, version } = library();
  return `${name} ${version}`;
}

/** What adapters name as the program they were written by. */
export function library(): { name: string; version: string } {
  const { name, version } = JSON.parse(readFileSync(appFile('package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  return { name, version };
}
