import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pruneBuilds } from './prune-builds.mjs';
import { readSources } from './read-sources.mjs';

/** Says that this process runs a build, so that nobody takes away what it has yet to load; false: there is none. */
function claim(folder) {
  const mark = join(folder, 'users', String(process.pid));
  try {
    writeFileSync(mark, '');
  } catch (error) {
    // Whoever may not write here may not take anything away either.
    return error.code !== 'ENOENT';
  }
  process.on('exit', () => rmSync(mark, { force: true }));
  return true;
}

/** Builds beside the place and moves the whole into it; where another process was first, its build is as good. */
async function make(root, cache, { name, contents, forTests }) {
  mkdirSync(cache, { recursive: true });
  const staging = mkdtempSync(join(cache, 'making-'));
  try {
    const { makeBuild } = await import('./make-build.mjs');
    await makeBuild(root, contents, staging, forTests);
    mkdirSync(join(staging, 'users'));
    chmodSync(staging, 0o755);
    renameSync(staging, join(cache, name));
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code) || !existsSync(join(cache, name))) throw error;
  }
  pruneBuilds(cache, name);
}

/**
 * The folder of the programs as the clone's sources stand now, or of those that tests start, built where no build of
 * just these bytes exists. It stays for as long as this process runs.
 *
 * @throws where a source does not compile, or a package it needs is not installed
 */
export async function readyBuild(root, { forTests = false } = {}) {
  const cache = join(root, 'node_modules', '.cache', 'ftn');
  const { key, contents } = readSources(root);
  const name = forTests ? `${key}-tests` : key;
  const folder = join(cache, name);
  while (!claim(folder)) await make(root, cache, { name, contents, forTests });
  return folder;
}
