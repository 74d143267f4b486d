import { fileURLToPath } from 'node:url';
import { configDefaults, defineProject } from 'vitest/config';
import { startedFromBuild } from './scripts/build/started-from-build.mjs';

const slow = process.env.FTN_SLOW === '1';
const reliability = process.env.FTN_RELIABILITY === '1';
/** The part of a file's name that says which tests are run: all but slow ones, or one kind alone. */
export const kind = slow ? '.slow' : reliability ? '.reliability' : '';

/** Where `pnpm test` has built what tests and sources start beside themselves; elsewhere a loader compiles it at every start. */
const build = process.env.FTN_BUILD;

/** What the tests of a package need. */
interface Needs {
  /** An engine is started before each file. */
  readonly engine: boolean;
  /** Each file has a process to itself: for tests that register, stub or start what others of the package would see. */
  readonly isolate: boolean;
  /** The engine may use every processor: for tests of what runs on several threads. Default: one, as files run side by side. */
  readonly threads?: 'all';
}

// Two files of tests at a time, each on as many threads as there are processors, take a fifth longer than on one each.
const oneThread = { TF_NUM_INTRAOP_THREADS: process.env.TF_NUM_INTRAOP_THREADS ?? '1' };

/**
 * The tests of every package run on sources (`@ftn/source`). Files that change nothing outside themselves share a
 * process: starting the engine and loading modules for each would take 40 % of the time. `*.slow.test.ts` runs only
 * with FTN_SLOW=1; FTN_RELIABILITY=1 runs the rows of the reliability bar alone.
 */
export function project(name: string, options: Needs) {
  return defineProject({
    plugins: build ? [startedFromBuild(build)] : [],
    resolve: { conditions: ['@ftn/source'] },
    ssr: { resolve: { conditions: ['@ftn/source'], externalConditions: ['@ftn/source'] } },
    test: {
      name,
      pool: 'forks',
      isolate: options.isolate || reliability,
      env: options.threads === 'all' ? {} : oneThread,
      include: [`src/**/*${kind}.test.ts`],
      exclude: [...configDefaults.exclude, ...(slow ? [] : ['**/*.slow.test.ts'])],
      setupFiles: options.engine ? [fileURLToPath(new URL('./vitest.setup.ts', import.meta.url))] : [],
      // Against hanging alone: a busy machine is no failure.
      testTimeout: slow ? 3_600_000 : 600_000,
      hookTimeout: 600_000,
    },
  });
}
