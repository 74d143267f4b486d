import { fileURLToPath } from 'node:url';
import { configDefaults, defineProject } from 'vitest/config';

const slow = process.env.FTN_SLOW === '1';
const reliability = process.env.FTN_RELIABILITY === '1';
const kind = slow ? '.slow' : reliability ? '.reliability' : '';

/**
 * The tests of every package run on sources (`@ftn/source`), one process a file: the native engine keeps
 * global state. `*.slow.test.ts` runs only with FTN_SLOW=1; FTN_RELIABILITY=1 runs the rows of the reliability bar alone.
 */
export function project(name: string, options: { engine: boolean; timeout?: number }) {
  return defineProject({
    resolve: { conditions: ['@ftn/source'] },
    ssr: { resolve: { conditions: ['@ftn/source'], externalConditions: ['@ftn/source'] } },
    test: {
      name,
      pool: 'forks',
      include: [`src/**/*${kind}.test.ts`],
      exclude: [...configDefaults.exclude, ...(slow ? [] : ['**/*.slow.test.ts'])],
      setupFiles: options.engine ? [fileURLToPath(new URL('./vitest.setup.ts', import.meta.url))] : [],
      testTimeout: slow ? 3_600_000 : (options.timeout ?? 120_000),
      hookTimeout: 120_000,
    },
  });
}
