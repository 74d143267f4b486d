import { defineProject } from 'vitest/config';

// Has no slow tests: with FTN_SLOW=1, which runs those alone, it contributes none.
const include = process.env.FTN_SLOW === '1' ? [] : ['**/*.test.mjs'];

export default defineProject({
  resolve: { conditions: ['@ftn/source'] },
  ssr: { resolve: { conditions: ['@ftn/source'], externalConditions: ['@ftn/source'] } },
  test: { name: 'scripts', pool: 'forks', include, testTimeout: 600_000, hookTimeout: 600_000 },
});
