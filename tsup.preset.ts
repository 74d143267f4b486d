import type { Options } from 'tsup';

/** The build of every package: ESM with types, one file for each entry, dependencies left outside. */
export function preset(entry: string[] = ['src/index.ts']): Options {
  return { entry, format: ['esm'], dts: true, sourcemap: true, clean: true, target: 'node20' };
}
