// The README's test command. `--slow` runs the slow tests instead of the fast ones, `--reliability` the rows of the
// reliability bar alone, at their full figures unless FTN_N says otherwise; what else is given goes to vitest. The last line is always `N passed, N failed`, with `, N skipped` where there are any.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readyBuild } from './build/ready-build.mjs';
import { root } from './build/run-program.mjs';
import { printFigures } from './reliability/figures.mjs';

/** Runs to the end; Ctrl-C reaches the child from the terminal, and this process then waits for it. */
function node(args, env) {
  const result = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
  if (result.error) throw result.error;
  return result.status ?? 1;
}

const given = process.argv.slice(2);
const args = given.filter((word) => !['--slow', '--reliability', '--'].includes(word));
const reliability = given.includes('--reliability');
process.on('SIGINT', () => {});

/** Where the programs that tests start are built; none where sources do not compile: a loader then runs them. */
let build;
try {
  const program = join(await readyBuild(root), 'ready-engine.js');
  await (await import(pathToFileURL(program).href)).readyEngine();
  build = await readyBuild(root, { forTests: true });
} catch (error) {
  // Sources that do not compile: the tests of them say so, and are counted.
  process.stderr.write(`engine: not made ready: ${error.message}\n`);
}

const scratch = mkdtempSync(join(tmpdir(), 'ftn-test-'));
const report = join(scratch, 'report.json');
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const env = {
  ...process.env,
  ...(build ? { FTN_BUILD: build } : {}),
  ...(given.includes('--slow') ? { FTN_SLOW: '1' } : {}),
  ...(reliability ? { FTN_RELIABILITY: '1', FTN_N: process.env.FTN_N ?? '1' } : {}),
};
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
let status = node([vitest, 'run', '--passWithNoTests', ...reporters, ...args], env);

if (reliability) printFigures(report, env.FTN_N);

let counts = { passed: 0, failed: 0, skipped: 0 };
try {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  // A file that breaks before its first test fails without a test to its name; it counts as one.
  const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  counts = {
    passed: numPassedTests,
    failed: numFailedTests + broken.length,
    skipped: numPendingTests + numTodoTests,
  };
} catch {
  // vitest ended before it could report, and has said why.
  status ||= 1;
}
rmSync(scratch, { recursive: true, force: true });
// An error outside any test (an unhandled rejection, a broken configuration) fails the run: say so in the count.
if (status !== 0) counts.failed ||= 1;
if (counts.failed > 0) status ||= 1;
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
process.exit(status);
