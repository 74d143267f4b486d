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
async function make(root, cache, key, contents) {
  mkdirSync(cache, { recursive: true });
  const staging = mkdtempSync(join(cache, 'making-'));
  try {
    const { makeBuild } = await import('./make-build.mjs');
    await makeBuild(root, contents, staging);
    mkdirSync(join(staging, 'users'));
    chmodSync(staging, 0o755);
    renameSync(staging, join(cache, key));
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code) || !existsSync(join(cache, key))) throw error;
  }
  pruneBuilds(cache, key);
}

/**
 * The folder of the programs as the clone's sources stand now, built where no build of just these bytes exists.
 * It stays for as long as this process runs.
 *
 * @throws where a source does not compile, or a package it needs is not installed
 */
export async function readyBuild(root) {
  const cache = join(root, 'node_modules', '.cache', 'ftn');
  const { key, contents } = readSources(root);
  const folder = join(cache, key);
  while (!claim(folder)) await make(root, cache, key, contents);
  return folder;
}
