const { readFileSync } = require('node:fs');
const { join, relative, sep } = require('node:path');

const root = join(__dirname, '..', '..');

/** Conditions without the one that leads to sources, which are not published. */
function withoutSources(exported) {
  if (typeof exported !== 'object' || exported === null) return exported;
  const kept = Object.entries(exported).filter(([condition]) => condition !== '@ftn/source');
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutSources(value)]));
}

/** Where the repository is, by the one place that says so: `repository` in the root's package.json; null while it is empty. */
function repositoryUrl() {
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return repository || null;
}

/** The manifest of a package as it is published: nothing of the clone in it, and where it comes from. */
function publishedManifest(manifest, folder, url = repositoryUrl()) {
  const { devDependencies, scripts, exports, ...kept } = manifest;
  const directory = relative(root, folder).split(sep).join('/');
  const origin = url && {
    homepage: `${url}/tree/main/${directory}#readme`,
    repository: { type: 'git', url: `git+${url}.git`, directory },
    bugs: `${url}/issues`,
  };
  return {
    ...kept,
    ...origin,
    exports: withoutSources(exports),
    publishConfig: { access: 'public', provenance: true },
  };
}

module.exports = { publishedManifest, repositoryUrl };
