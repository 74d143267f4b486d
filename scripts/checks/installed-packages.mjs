import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

const read = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The folders of the repository's packages that are published. */
export function publishedFolders(root) {
  const folders = ['packages', 'apps'].flatMap((kind) =>
    readdirSync(join(root, kind)).map((name) => join(root, kind, name)),
  );
  return folders.filter((folder) => existsSync(join(folder, 'package.json')) && !read(folder).private);
}

/** Where Node finds a package that another one asks for. */
function folderOf(name, from) {
  for (let folder = from; ; folder = join(folder, '..')) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(found)) return realpathSync(found);
    if (folder === join(folder, '..')) return null;
  }
}

/**
 * Everything that comes with a package for whoever installs it, as name@version → folder: its dependencies and
 * theirs, peers too, those of other systems left out, development's and peers that are optional left out.
 */
export function installedWith(folder) {
  const found = new Map();
  const visit = (from) => {
    const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta } = read(from);
    const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta?.[name]?.optional);
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
      const at = folderOf(name, from);
      if (at === null && !dependencies?.[name]) continue;
      if (at === null) throw new Error(`${name}, which ${from} needs, is not installed`);
      const key = `${name}@${read(at).version}`;
      if (found.has(key)) continue;
      found.set(key, at);
      visit(at);
    }
  };
  visit(realpathSync(folder));
  return found;
}

/** Whether a package runs something where it is installed: a script, or npm's own for a folder that has a binding.gyp. */
export function runsAtInstallation(folder) {
  const { scripts = {} } = read(folder);
  return (
    ['preinstall', 'install', 'postinstall'].some((name) => scripts[name]) ||
    existsSync(join(folder, 'binding.gyp'))
  );
}
