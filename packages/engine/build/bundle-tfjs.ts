import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';

const here = fileURLToPath(new URL('..', import.meta.url));
const upstream = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'));

/** What the union of TensorFlow.js does to the core, without its other packages; only bundlers read these files. */
const gradients = `
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
`;

/** Leaves one thing of TensorFlow.js outside: its core, which takes the place of the union. */
const overTheCore: Plugin = {
  name: 'over-the-core',
  setup({ onResolve }) {
    onResolve({ filter: /^@tensorflow\/tfjs(-core)?$/ }, () => ({
      path: '@tensorflow/tfjs-core',
      external: true,
    }));
  },
};

/** The notices at the head of the bundled files, each once, the years of Google's as found. */
function notices({ inputs }: Metafile): string[] {
  const found = Object.keys(inputs).flatMap((path) => {
    if (path.startsWith('<')) return [];
    return (
      readFileSync(join(here, path), 'utf8').match(/\/\*\*(?:(?!\*\/)[\s\S])*@license[\s\S]*?\*\//g) ?? []
    );
  });
  return [...new Set(found.map((notice) => notice.replace(/^\s+\*/gm, ' *')))].sort();
}

async function bundle(name: string, contents: string, folder: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents, resolveDir: join(here, 'native') },
    outfile: join(folder, `${name}.cjs`),
    absWorkingDir: here,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    plugins: [overTheCore],
  });
  return notices(metafile);
}

/**
 * Puts into `folder` what this package takes of TensorFlow.js besides its dependencies: the kernels and the backend for
 * TensorFlow's C library as `kernels.cjs`, the gradients as `gradients.cjs`, the sources of the addon in `binding/`, and
 * the notices of all of it in `NOTICE`.
 */
export async function bundleTfjs(folder: string): Promise<void> {
  const kernels = await bundle('kernels', readFileSync(join(here, 'native/kernels.cjs'), 'utf8'), folder);
  const others = await bundle('gradients', gradients, folder);
  mkdirSync(join(folder, 'binding'), { recursive: true });
  for (const name of readdirSync(join(upstream, 'binding'))) {
    copyFileSync(join(upstream, 'binding', name), join(folder, 'binding', name));
  }
  const { version } = JSON.parse(readFileSync(join(upstream, 'package.json'), 'utf8')) as { version: string };
  const head = `kernels.cjs and binding/ are made of @tensorflow/tfjs-node-gpu ${version}, gradients.cjs of @tensorflow/tfjs-core ${version}
(https://github.com/tensorflow/tfjs). Changed: the files are bundled into one each, without comments, and ask for
@tensorflow/tfjs-core where they asked for @tensorflow/tfjs. Their licence is APACHE-2.0.txt, their notices are:`;
  const all = [...new Set([...kernels, ...others])];
  writeFileSync(join(folder, 'NOTICE'), `${[head, ...all].join('\n\n')}\n`);
}
