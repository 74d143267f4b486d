import type { Options } from 'tsup';
import { markConstants } from './scripts/build/pure-constants.mjs';

/**
 * The build of every package: ESM with types, one file for each entry, dependencies left outside. What an import does not
 * use, bundlers can leave out; there are no maps, since the code is as readable as its sources and they are not published.
 */
export function preset(entry: string[] = ['src/index.ts']): Options {
  return {
    entry,
    format: ['esm'],
    dts: true,
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
