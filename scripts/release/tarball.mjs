import { execFileSync } from 'node:child_process';
import { extname } from 'node:path';

const tar = (...args) => execFileSync('tar', args, { encoding: 'utf8', maxBuffer: 2 ** 28 });

/** The bytes of each file of a tarball, by its path below the package. */
export function filesOf(tarball) {
  const rows = tar('tvzf', tarball).trim().split('\n');
  return new Map(
    rows.map((row) => {
      const [, size, path] = /^\S+\s+\S+\s+(\d+)\s+\S+\s+\S+\s+package\/(.+)$/.exec(row);
      return [path, Number(size)];
    }),
  );
}

/** The text of one file of a tarball. */
export function textOf(tarball, path) {
  return tar('xzOf', tarball, `package/${path}`);
}

/** Every path that a manifest leads to: its exports' and its commands', and the files that it names one by one. */
function targets({ exports, bin = {}, files = [] }) {
  const found = files.filter((path) => extname(path) !== '');
  const visit = (value) => {
    if (typeof value === 'string') found.push(value);
    else for (const inner of Object.values(value)) visit(inner);
  };
  visit([exports, bin]);
  return found.map((path) => path.replace(/^\.\//, ''));
}

/** What a package's users need to know of it. */
const fields = [
  'name',
  'version',
  'description',
  'keywords',
  'license',
  'type',
  'sideEffects',
  'engines',
  'exports',
  'publishConfig',
];

/** Files that serve nobody who installs a package. */
const needless =
  /\.map$|\.test\.|(^|\/)(__fixtures__|testing|node_modules|\.turbo)\/|^src\/|tsconfig|tsup\.config|vitest|turbo\.json/;

/** What is wrong with a tarball that is about to be published, a line each. */
export function tarballFaults(files, manifest) {
  const faults = [...files.keys()].filter((path) => needless.test(path)).map((path) => `needless: ${path}`);
  for (const path of new Set(['LICENSE', 'README.md', ...targets(manifest)])) {
    if (!files.has(path)) faults.push(`missing: ${path}`);
  }
  for (const field of fields) if (manifest[field] === undefined) faults.push(`no ${field} in package.json`);
  for (const field of ['scripts', 'devDependencies', 'author'])
    if (manifest[field]) faults.push(`${field} in package.json`);
  const text = JSON.stringify(manifest);
  for (const word of ['@ftn/source', 'workspace:', 'catalog:', 'file:'])
    if (text.includes(word)) faults.push(`${word} in package.json`);
  return faults;
}
