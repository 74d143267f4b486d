import { readFileSync } from 'node:fs';
import { dirname, extname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Made of many small files of JavaScript alone, so that reading them one by one would take most of a start. */
const bundled = new Set(['cli-progress', 'commander', 'yaml', 'zod']);

/** A package's name, where an import names one. */
const packageOf = /^(@[^/]+\/[^/]+|[^./@][^/]*)/;

const neighbour = String.raw`new URL\('\.\/([\w-]+)\.js', import\.meta\.url\)`;

/** The files that sources start beside themselves, as threads do: name in the build → source. */
export function startedFiles(contents) {
  const found = {};
  for (const [path, bytes] of contents) {
    if (extname(path) !== '.ts') continue;
    for (const [, name] of bytes.toString().matchAll(new RegExp(neighbour, 'g'))) {
      const source = join(dirname(path), `${name}.ts`);
      if (contents.has(source)) found[name] = source;
    }
  }
  return found;
}

/**
 * The text of a source with its own address written in, so that it finds its package's files from wherever it is
 * built to. What it starts lies beside it in the build, too: such an address stays.
 */
function withItsAddress(path, text) {
  const kept = new RegExp(
    `${neighbour}|import\\.meta\\.url\\.endsWith\\('\\.ts'\\)|import\\.meta\\.url`,
    'g',
  );
  const address = JSON.stringify(pathToFileURL(path).href);
  return text.replace(kept, (use) => (use === 'import.meta.url' ? address : use));
}

const isInstalled = (path) => path.includes(`${sep}node_modules${sep}`);

/** Whether Node takes a file for a module of ECMAScript. */
function isModule(path) {
  if (extname(path) !== '.js') return extname(path) === '.mjs';
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    try {
      return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).type === 'module';
    } catch (error) {
      if (error.code !== 'ENOENT' || folder === dirname(folder)) throw error;
    }
  }
}

/**
 * For esbuild: takes the clone's sources from the bytes that the key was made of, and leaves installed packages
 * where they are, under their absolute paths.
 */
export function sourcePlugin(contents) {
  return {
    name: 'ftn-sources',
    setup(build) {
      build.onResolve(
        { filter: packageOf },
        async ({ path, importer, kind, resolveDir, pluginData, namespace }) => {
          if (pluginData === 'resolving' || kind === 'entry-point' || path.startsWith('node:')) return;
          // A bundled package brings what it imports.
          if (bundled.has(packageOf.exec(path)[1]) || isInstalled(importer)) return;
          const found = await build.resolve(path, {
            importer,
            kind,
            resolveDir,
            namespace,
            pluginData: 'resolving',
          });
          if (found.errors.length > 0 || found.external || !isInstalled(found.path)) return found;
          // import() of CommonJS gives what only Node can tell.
          if (isModule(found.path) || kind === 'dynamic-import')
            return { path: pathToFileURL(found.path).href, external: true };
          return { path: found.path, namespace: 'required' };
        },
      );
      // Required, not imported: Node would search the whole text of a CommonJS file for what it exports.
      build.onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(path)});`,
        loader: 'js',
      }));
      build.onResolve({ filter: /.*/, namespace: 'required' }, ({ path }) => ({ path, external: true }));
      build.onLoad({ filter: /\.(?:ts|mts|mjs|js|json)$/, namespace: 'file' }, ({ path }) => {
        if (isInstalled(path)) return;
        const bytes = contents.get(path);
        if (!bytes) throw new Error(`${path} is built in, but no part of the build's key`);
        const extension = extname(path).slice(1);
        const loader = extension.endsWith('ts') ? 'ts' : extension === 'json' ? 'json' : 'js';
        return { contents: withItsAddress(path, bytes.toString()), loader };
      });
    },
  };
}
