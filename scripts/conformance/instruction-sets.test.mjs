// The kernels are compiled once for each instruction set, and a processor takes the widest it has: here the narrower ones are tested too.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../build/run-program.mjs';

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const files = [
  'packages/ops/src/kernels.test.ts',
  'packages/ops/src/optimizer-steps.test.ts',
  'packages/ops/src/conv2d/stem.test.ts',
  'packages/ops/src/conv2d/winograd.test.ts',
  'packages/ops/src/norm/conv-batch-norm.test.ts',
  'packages/tensor-factors/src/layers/cp-kernels.test.ts',
];
/** Not on the engines that have no kernels. */
const onNative = '^(?!.*(wasm|cpu|alone))';

it.each(['plain', 'avx2'])('kernels for %s instructions pass the tests of those of the processor', (set) => {
  const env = { ...process.env, FTN_KERNELS: set, NO_COLOR: '1', FORCE_COLOR: undefined };
  const { status, stdout } = spawnSync(process.execPath, [vitest, 'run', '-t', onNative, ...files], {
    ...{ cwd: root, env, encoding: 'utf8' },
  });
  expect(status, stdout.slice(-4000)).toBe(0);
  expect(stdout).toMatch(/Test Files\s+6 passed/);
});
