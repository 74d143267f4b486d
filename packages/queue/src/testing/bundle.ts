import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What `@ftn/store` stands on and this package does not: a process of this package would not find it. */
const ofOthers = ['aws4fetch', 'saxes', 'xmlchars'];

/** Beside the package's dependencies, which stay outside: a process starts in a third of a second. */
const folder = fileURLToPath(new URL('../../node_modules/.cache/ftn-queue/', import.meta.url));

/** The programs that the rows start, as files that Node runs as they are. */
export interface Programs {
  readonly worker: string;
  readonly trainer: string;
}

/** Builds the programs of the rows from the sources: of the library what they use, and nothing of tensors. */
export async function bundlePrograms(): Promise<Programs> {
  const names = ['worker-child', 'trainer-child'] as const;
  await build({
    entryPoints: names.map((name) => fileURLToPath(new URL(`${name}.ts`, import.meta.url))),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@ftn/source'],
    logLevel: 'warning',
    plugins: [
      {
        name: 'dependencies-outside',
        setup(builder) {
          builder.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === 'entry-point' ||
            path.startsWith('@ftn/') ||
            path.startsWith('/') ||
            ofOthers.includes(path.split('/')[0]!)
              ? undefined
              : { path, external: true, sideEffects: false },
          );
        },
      },
    ],
  });
  const [worker, trainer] = names.map((name) => `${folder}${name}.mjs`) as [string, string];
  return { worker, trainer };
}
