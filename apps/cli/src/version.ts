import { readFileSync } from 'node:fs';

/** The version in the package's own package.json, one folder up from the sources as from the build. */
export function version(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
