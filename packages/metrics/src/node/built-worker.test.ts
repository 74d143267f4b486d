import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'tsup';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type * as metrics from './index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;

beforeAll(async () => {
  // Inside the package, where the built files find their dependencies.
  folder = await mkdtemp(join(root, 'node_modules', 'built-'));
  // By URL: an import the type checker followed would draw the build settings into the project.
  const config = (await import(new URL('../../tsup.config.ts', import.meta.url).href)) as {
    default: { entry: Record<string, string> };
  };
  await build({
    ...config.default,
    entry: Object.fromEntries(
      Object.entries(config.default.entry).map(([name, path]) => [name, join(root, path)]),
    ),
    config: false,
    dts: false,
    silent: true,
    outDir: folder,
    // Whatever folder the tests were started in: tsup reads the dependencies to leave out from there.
    skipNodeModulesBundle: true,
    noExternal: [/^@ftn\//],
    esbuildOptions: (options) => {
      options.conditions = ['@ftn/source'];
    },
  });
});
afterAll(() => rm(folder, { recursive: true }));

it('the built package starts its built worker and scores a line as a match', async () => {
  const built = (await import(pathToFileURL(join(folder, 'node/index.js')).href)) as typeof metrics;
  const [height, width] = [60, 80];
  const data = new Uint8Array(height * width);
  for (let y = 8; y < 22; y++) data[y * width + 20] = 255;
  const image = { data, height, width };
  const pair = { prediction: image, truth: image };
  const scores = await built.scoreEdges([pair, pair], { protocol: { truth: 'plain' }, workers: 1 });
  expect(scores).toMatchObject({ images: 2, ods: { f: 1 } });
});
