import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Options } from 'tsup';
import { markConstants } from './scripts/build/pure-constants.mjs';

/** The names of what can be disposed of, which TypeScript knows where a part of its library is asked for. */
const disposal = /\b(Async)?Disposable\b|\[Symbol\.(asyncD|d)ispose\]/;

/**
 * What declarations need beyond what they import, said by themselves: whoever reads them need not know it. The bundler of
 * declarations leaves out what sources say of it.
 */
function libraryBanner(): { banner?: string } {
  // A package is built in its own folder; tests read these settings from another, and build no declarations.
  if (!existsSync('src')) return {};
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.includes('.test.'),
  );
  const disposes = sources.some((path) => disposal.test(readFileSync(join('src', path), 'utf8')));
  return disposes ? { banner: '/// <reference lib="esnext.disposable" />' } : {};
}

/**
 * The build of every package: ESM with types, one file for each entry, dependencies left outside. What an import does not
 * use, bundlers can leave out; there are no maps, since the code is as readable as its sources and they are not published.
 */
export function preset(entry: string[] = ['src/index.ts']): Options {
  return {
    entry,
    format: ['esm'],
    dts: libraryBanner(),
    clean: true,
    target: 'node20',
    plugins: [
      {
        name: 'ftn-pure-constants',
        renderChunk: (code, { path }) => (path.endsWith('.js') ? { code: markConstants(code) } : undefined),
      },
    ],
  };
}
