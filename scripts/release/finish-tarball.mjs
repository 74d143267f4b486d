import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { absoluteLinks } from './absolute-links.mjs';

/** Packs a tarball anew with the links of its page made absolute, by where its manifest says the repository is. */
export function finishTarball(tarball, url, into) {
  const scratch = mkdtempSync(join(tmpdir(), 'ftn-release-'));
  try {
    execFileSync('tar', ['xzf', tarball, '-C', scratch]);
    const folder = join(scratch, 'package');
    const { repository } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const page = join(folder, 'README.md');
    writeFileSync(page, absoluteLinks(readFileSync(page, 'utf8'), url, repository.directory));
    mkdirSync(into, { recursive: true });
    execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', into], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return join(into, basename(tarball));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
