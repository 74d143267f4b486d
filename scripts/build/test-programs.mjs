import { join } from 'node:path';

/** What tests start as processes of their own: name in the build → source. */
const sources = {
  main: 'apps/cli/src/main.ts',
  'lock-child': 'packages/checkpoints/src/testing/lock-child.ts',
  'read-hostile': 'packages/checkpoints/src/testing/read-hostile.ts',
  'write-until-full': 'packages/checkpoints/src/testing/write-until-full.ts',
  'trainer-child': 'packages/training/src/testing/trainer-child.ts',
};

/** The programs that `pnpm test` builds once, so that no process that a test starts compiles TypeScript again. */
export const testPrograms = (root) =>
  Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, join(root, source)]));
