import { configDefaults } from 'vitest/config';
// @boundaries-ignore every package shares the preset of the repository
import { project } from '../../vitest.preset.ts';

const { test, ...rest } = project('playground', { engine: true, isolate: false });

/** FTN_BROWSER=1 (`pnpm browser`) runs what needs Chromium, and nothing else; without it none of that runs. */
const inBrowser = process.env.FTN_BROWSER === '1';
const kind =
  process.env.FTN_SLOW === '1' ? '.slow' : process.env.FTN_RELIABILITY === '1' ? '.reliability' : '';

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
