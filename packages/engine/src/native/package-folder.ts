import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** The folder of this package, from the sources as from the bundle. */
export function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@ftn/engine/package.json'));
}
