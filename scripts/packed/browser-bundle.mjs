import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { markConstants } from '../build/pure-constants.mjs';
import { root } from '../release/pack-packages.mjs';

/** What of the packages is meant for browsers: every entry but those for Node. */
export const browserEntries = [
  '@ftn/errors',
  '@ftn/random',
  '@ftn/ops',
  '@ftn/layers',
  '@ftn/tensor-factors',
  '@ftn/backbones',
  '@ftn/adapters',
  '@ftn/checkpoints',
  '@ftn/metrics',
  '@ftn/tasks',
  '@ftn/onnx',
  '@ftn/exchange',
  '@ftn/report',
  '@ftn/synthetic',
  '@ftn/generation',
  '@ftn/training/loop',
  '@ftn/datasets/memory',
];

const folderOf = (name) => join(root, 'packages', name);

/** The files of a package as its build makes them, types apart: one for each entry and what they share. */
async function builtPackage(name) {
  const folder = folderOf(name);
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entries = Object.values(exports).filter((entry) => entry['@ftn/source']);
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries(
      entries.map((entry) => [
        entry.default.replace(/^\.\/dist\/|\.js$/g, ''),
        join(folder, entry['@ftn/source']),
      ]),
    ),
    outdir: join(folder, 'dist'),
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    target: 'node20',
    write: false,
  });
  return outputFiles.map(({ path, text }) => [path, markConstants(text)]);
}

/** For esbuild: packages of this repository, each built once as it is published. */
function asPublished() {
  const built = new Map();
  const files = new Map();
  const make = (name) => {
    const making = builtPackage(name).then((made) => {
      for (const [path, text] of made) files.set(path, text);
    });
    built.set(name, making);
    return making;
  };
  return {
    name: 'ftn-as-published',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^@ftn\// }, async ({ path }) => {
        const [, name, entry = ''] = /^@ftn\/([\w-]+)(\/.+)?$/.exec(path);
        await (built.get(name) ?? make(name));
        const { exports, sideEffects } = JSON.parse(
          readFileSync(join(folderOf(name), 'package.json'), 'utf8'),
        );
        const target = join(folderOf(name), exports[`.${entry}`].default);
        return { path: target, namespace: 'published', sideEffects: sideEffects !== false };
      });
      // Bundled with the rest it leaves no import behind; outside, one that nothing is used of would be counted.
      onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, ({ path }) => ({
        path,
        external: true,
        sideEffects: false,
      }));
      onResolve({ filter: /^\./, namespace: 'published' }, ({ path, importer }) => ({
        path: join(importer, '..', path),
        namespace: 'published',
        sideEffects: false,
      }));
      onLoad({ filter: /.*/, namespace: 'published' }, ({ path }) => ({
        contents: files.get(path),
        resolveDir: folderOf(relative(folderOf(''), path).split(/[/\\]/)[0]),
      }));
    },
  };
}

/** One build of every package for many bundles. */
export function browserBundler() {
  const plugin = asPublished();
  /**
   * Bundles a module for browsers as a page would, TensorFlow.js left outside.
   *
   * @returns {Promise<{ bytes: number, gzip: number, text: string }>} minified
   * @throws where a part of it needs Node
   */
  return async (code) => {
    const { outputFiles } = await build({
      stdin: { contents: code, resolveDir: root },
      bundle: true,
      platform: 'browser',
      format: 'esm',
      minify: true,
      write: false,
      logLevel: 'silent',
      plugins: [plugin],
    });
    const [{ contents, text }] = outputFiles;
    return { bytes: contents.length, gzip: gzipSync(contents).length, text };
  };
}

/** Functions that people import alone, with the most bytes that each may bring with it, minified. */
export const singleImports = [
  ['cpCount', '@ftn/tensor-factors', 300],
  ['Accuracy', '@ftn/metrics', 4_500],
  ['MeanIoU', '@ftn/metrics', 6_500],
  ['decodeSafetensors', '@ftn/checkpoints', 10_000],
  ['conv2d', '@ftn/ops', 17_000],
  ['RandomStream', '@ftn/random', 2_500],
  ['createArchitecture', '@ftn/backbones', 15_000],
  ['adam', '@ftn/training/loop', 3_000],
];
