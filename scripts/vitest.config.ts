import { defineProject } from 'vitest/config';
// @boundaries-ignore every package shares the preset of the repository
import { kind } from '../vitest.preset.ts';

// Has neither slow tests nor rows of the reliability bar: where those alone are run it contributes none.
const include = kind === '' ? ['**/*.test.mjs'] : [];

export default defineProject({
  resolve: { conditions: ['@ftn/source'] },
  ssr: { resolve: { conditions: ['@ftn/source'], externalConditions: ['@ftn/source'] } },
  test: { name: 'scripts', pool: 'forks', include, testTimeout: 600_000, hookTimeout: 600_000 },
});
