import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { build } from 'esbuild';
import { sourcePlugin, startedFiles } from './source-plugin.mjs';

/** Bundled CommonJS, and packages left outside, are required. */
const banner = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`;

/** Builds every program of scripts/programs, and what they start as threads, into one flat folder. */
export async function makeBuild(root, contents, folder) {
  const programs = join(root, 'scripts', 'programs');
  const entries = readdirSync(programs).map((file) => [parse(file).name, join(programs, file)]);
  await build({
    entryPoints: { ...Object.fromEntries(entries), ...startedFiles(contents) },
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
