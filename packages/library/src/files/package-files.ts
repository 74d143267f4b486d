import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's root: the nearest folder above this file that holds the library's own files. */
function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!(existsSync(join(folder, 'recipes')) && existsSync(join(folder, 'assets')))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('the library was installed without its recipes and assets');
    folder = above;
  }
  return folder;
}

let root: string | undefined;

/** A path in the package's own files: `recipes`, `assets`. */
export function packageFile(...parts: readonly string[]): string {
  root ??= process.env.FTN_LIBRARY_ROOT ?? findRoot();
  return join(root, ...parts);
}

/** The weights that ship for a backbone, or null. */
export function shippedWeights(backbone: string): string | null {
  const file = packageFile('assets', `${backbone}.safetensors`);
  return existsSync(file) ? file : null;
}

/** What adapters and configurations name as the one they were written by. */
export function library(): { readonly name: string; readonly version: string } {
  const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string };
  return { name: 'ftn', version };
}

/** The same as text, e.g. `ftn 0.1.0`. */
export function libraryVersion(): string {
  const { name, version } = library();
  return `${name} ${version}`;
}
