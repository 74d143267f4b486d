import { configDefaults } from 'vitest/config';
// @boundaries-ignore every package shares the preset of the repository
import { kind, project } from '../../vitest.preset.ts';

const { test, ...rest } = project('playground', { engine: true, isolate: false });

/** FTN_BROWSER=1 (`pnpm browser`) runs what needs Chromium, and nothing else; without it none of that runs. */
const inBrowser = process.env.FTN_BROWSER === '1';

export default {
  ...rest,
  test: {
    ...test,
    include: [inBrowser ? 'tests/*.browser.test.ts' : `{src,tests}/**/*${kind}.test.ts`],
    exclude: inBrowser
      ? configDefaults.exclude
      : [...configDefaults.exclude, '**/*.browser.test.ts', '**/*.slow.test.ts'],
  },
};
