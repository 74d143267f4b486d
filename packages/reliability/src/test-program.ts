import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How Node runs a program of the tests. */
export interface TestProgram {
  readonly script: string;
  readonly execArgv: readonly string[];
}

/**
 * A program that tests start as a process of its own: as `pnpm test` has built it (scripts/build/test-programs.mjs), else as its
 * source stands, through a loader that compiles it at every start.
 *
 * @param source its address
 */
export function testProgram(source: URL, build = process.env.FTN_BUILD): TestProgram {
  const file = fileURLToPath(source);
  const built = join(build ?? '', `${basename(file, '.ts')}.js`);
  if (build && existsSync(built)) return { script: built, execArgv: [] };
  return { script: file, execArgv: ['--import', 'tsx', '--conditions=@ftn/source'] };
}
