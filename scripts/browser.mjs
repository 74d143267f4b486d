// `pnpm browser`: all tests that need Chromium, `--slow` with those that take minutes. Where there is no Chromium they are
// skipped, and this says how to install one.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './build/run-program.mjs';

const given = process.argv.slice(2);
const args = given.filter((word) => !['--slow', '--'].includes(word));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const { status, error } = spawnSync(process.execPath, [vitest, 'run', '--project', 'playground', ...args], {
  cwd: root,
  env: { ...process.env, FTN_BROWSER: '1', ...(given.includes('--slow') ? { FTN_SLOW: '1' } : {}) },
  stdio: 'inherit',
});
if (error) throw error;
process.exit(status ?? 1);
