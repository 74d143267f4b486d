import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'tsup';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type * as datasets from '../index.js';
import { drawnImages } from '../testing/drawn-images.js';

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

it('the built package starts its built worker and gives the batches of the calling thread', async () => {
  const built = (await import(pathToFileURL(join(folder, 'index.js')).href)) as typeof datasets;
  const read = async (workers: number) => {
    const dataset = drawnImages(16, 1);
    const loader = built.createBatchLoader({
      dataset,
      batchSize: 16,
      transforms: built.smallTraining(16),
      workers,
    });
    const images: Float32Array[] = [];
    for await (const batch of loader.batches(0)) images.push(batch.images);
    await loader.close();
    return images;
  };
  const inline = await read(0);
  expect(inline[0]!.length).toBe(16 * 16 * 16 * 3);
  expect(await read(1)).toEqual(inline);
});
