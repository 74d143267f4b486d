// Publishes every package: `pnpm release`, or with --dry-run everything but the last step, with --dry-run --packages a,b of those
// alone. Each is packed, looked at file by file, and given absolute links; one fault in one tarball, and nothing is published.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { finishTarball } from './finish-tarball.mjs';
import { packPackages, root } from './pack-packages.mjs';
import { repositoryUrl } from './published-manifest.cjs';
import { filesOf, tarballFaults, textOf } from './tarball.mjs';

const { values } = parseArgs({
  options: { 'dry-run': { type: 'boolean', default: false }, packages: { type: 'string' } },
});
const dry = values['dry-run'];
const say = (line) => process.stdout.write(`${line}\n`);
const url = repositoryUrl();

if (url === null && !dry) {
  process.stderr.write(
    'error: no repository: expected its URL, which provenance needs, got none. Set "repository" in the root\'s package.json\n',
  );
  process.exit(2);
}

if (values.packages !== undefined && !dry) {
  process.stderr.write('error: all packages are published together: give --packages with --dry-run alone\n');
  process.exit(2);
}
const some = values.packages?.split(',').map((name) => join(root, 'packages', name));

const scratch = mkdtempSync(join(tmpdir(), 'ftn-release-'));
try {
  const packed = packPackages(scratch, some);
  const faults = [];
  const tarballs = [];
  for (const [name, path] of Object.entries(packed)) {
    const tarball = url === null ? path : finishTarball(path, url, join(scratch, 'finished'));
    const files = filesOf(tarball);
    faults.push(
      ...tarballFaults(files, JSON.parse(textOf(tarball, 'package.json'))).map(
        (fault) => `${name}: ${fault}`,
      ),
    );
    const bytes = [...files.values()].reduce((sum, size) => sum + size, 0);
    say(`${name}  ${files.size} files, ${bytes} bytes`);
    for (const [file, size] of files) say(`  ${String(size).padStart(9)} ${file}`);
    tarballs.push(tarball);
  }
  for (const fault of faults) process.stderr.write(`error: ${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
  else if (dry) {
    say(
      `${tarballs.length} ${tarballs.length === 1 ? 'package' : 'packages'}, nothing published${url === null ? '; the repository has no URL yet' : ''}`,
    );
  } else {
    for (const tarball of tarballs) {
      execFileSync('npm', ['publish', tarball, '--access', 'public', '--provenance'], { stdio: 'inherit' });
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
