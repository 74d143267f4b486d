import { existsSync } from 'node:fs';
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
