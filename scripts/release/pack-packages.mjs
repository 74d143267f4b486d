import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publishedFolders } from '../checks/installed-packages.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** The pnpm that the repository is made with. */
const pnpm = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager;

/**
 * Packs every package that is published, each built first, and gives their tarballs by name.
 *
 * @param {string} into a folder that exists
 * @param {readonly string[]} folders the packages' folders; all where absent
 * @returns {Record<string, string>} paths of tarballs by the names of packages
 */
export function packPackages(into, folders = publishedFolders(root)) {
  const packed = {};
  for (const folder of folders) {
    const words = ['-y', pnpm, 'pack', '--json', '--pack-destination', into];
    const said = execFileSync('npx', words, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // What pnpm says of the scripts it runs stands before the answer.
    const { name, filename } = JSON.parse(said.slice(said.search(/^\{/m)));
    packed[name] = join(into, basename(filename));
  }
  return packed;
}
