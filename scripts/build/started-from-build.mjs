import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where a source asks what lies beside it: whether it is TypeScript, and the file that it starts. */
const besideIt =
  /import\.meta\.url(?=\.endsWith\('\.ts'\))|(?<=new URL\('\.\/[\w-]+\.js', )import\.meta\.url/g;

/**
 * For Vite: processes and threads that sources start beside themselves are those of a build, which are there in a sixth of the
 * time that the loader takes to compile them.
 *
 * @param {string} folder of the build
 */
export function startedFromBuild(folder) {
  const address = JSON.stringify(pathToFileURL(join(folder, 'sources.js')).href);
  return {
    name: 'ftn-started-from-build',
    enforce: /** @type {const} */ ('pre'),
    /** @param {string} code @param {string} id */
    transform(code, id) {
      if (id.includes(`${sep}node_modules${sep}`) || id.includes('.test.')) return null;
      // Whoever starts a file either way asks first which it is.
      if (!code.includes("import.meta.url.endsWith('.ts')")) return null;
      return { code: code.replace(besideIt, address), map: null };
    },
  };
}
