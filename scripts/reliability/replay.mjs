// X5: shows that the tests of a fix are red without it.
//
//   node scripts/reliability/replay.mjs COMMIT [TEST …]
//
// Runs the tests that COMMIT added or changed (or those named) as COMMIT has them, on the sources of the commit before it;
// what other packages they import is as installed here.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../build/run-program.mjs';

const git = (...words) => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();

const [revision, ...named] = process.argv.slice(2);
if (!revision) {
  process.stderr.write('usage: node scripts/reliability/replay.mjs COMMIT [TEST …]\n');
  process.exit(2);
}
// By its hash: 'HEAD~1' is another commit in the worktree of the one before.
const commit = git('rev-parse', '--verify', `${revision}^{commit}`);
const changed = git('diff', '--name-only', '--diff-filter=AM', `${commit}^`, commit).split('\n');
const tests = named.length > 0 ? named : changed.filter((path) => /\.test\.(ts|mjs)$/.test(path));
const support = changed.filter((path) => /\/testing\/|__fixtures__/.test(path));
if (tests.length === 0) {
  process.stderr.write(`${commit} changed no test: name one\n`);
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), 'ftn-replay-'));
const before = join(scratch, 'before');
try {
  git('worktree', 'add', '--detach', before, `${commit}^`);
  execFileSync('git', ['checkout', commit, '--', ...tests, ...support], { cwd: before });
  // The packages as they are installed here; each package's own folder of links too.
  const linked = git('ls-files', '**/package.json', 'package.json').split('\n').map(dirname);
  for (const folder of linked) {
    try {
      symlinkSync(join(root, folder, 'node_modules'), join(before, folder, 'node_modules'));
    } catch {
      // A package that did not exist then.
    }
  }
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...tests], {
    cwd: before,
    stdio: 'inherit',
  });
  const red = status !== 0;
  process.stdout.write(`${tests.join(', ')}: ${red ? 'red before the fix' : 'NOT red before the fix'}\n`);
  process.exitCode = red ? 0 : 1;
} finally {
  spawnSync('git', ['worktree', 'remove', '--force', before], { cwd: root });
  rmSync(scratch, { recursive: true, force: true });
}
