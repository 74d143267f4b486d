import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { build } from 'esbuild';
import { sourcePlugin, startedFiles } from './source-plugin.mjs';
import { testPrograms } from './test-programs.mjs';

/** Bundled CommonJS, and packages left outside, are required. */
const banner = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`;

/** The programs of scripts/programs: name in the build → source. */
function clonePrograms(root) {
  const programs = join(root, 'scripts', 'programs');
  return Object.fromEntries(readdirSync(programs).map((file) => [parse(file).name, join(programs, file)]));
}

/** Builds the programs of a clone or of its tests, and what they start as threads, into one flat folder. */
export async function makeBuild(root, contents, folder, forTests) {
  await build({
    entryPoints: { ...(forTests ? testPrograms(root) : clonePrograms(root)), ...startedFiles(contents) },
    outdir: folder,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@ftn/source'],
    // As the loader for tests has it: names of classes and functions can be told.
    keepNames: true,
    // Nothing but the sources' own bytes decides: the types' settings are not read.
    tsconfigRaw: {},
    sourcemap: 'linked',
    sourcesContent: false,
    chunkNames: '[name]-[hash]',
    banner: { js: banner },
    logLevel: 'warning',
    logLimit: 10,
    plugins: [sourcePlugin(contents)],
  });
}
