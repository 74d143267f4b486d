import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishedFolders } from '../checks/installed-packages.mjs';
import { root } from '../release/pack-packages.mjs';
import { browserBundler, browserEntries, singleImports } from './browser-bundle.mjs';
import { entriesOf } from './imports.mjs';
import { sizesTable } from './sizes-table.mjs';

const bundle = browserBundler();

/** The most bytes, minified, of everything that an entry exports. */
const most = {
  '@ftn/errors': 5_000,
  '@ftn/random': 2_000,
  '@ftn/ops': 46_000,
  '@ftn/layers': 1_000,
  '@ftn/tensor-factors': 42_000,
  '@ftn/backbones': 62_000,
  '@ftn/adapters': 245_000,
  '@ftn/checkpoints': 52_000,
  '@ftn/metrics': 122_000,
  '@ftn/tasks': 50_000,
  '@ftn/onnx': 110_000,
  '@ftn/exchange': 280_000,
  '@ftn/report': 91_000,
  '@ftn/synthetic': 133_000,
  '@ftn/generation': 245_000,
  '@ftn/training/loop': 150_000,
  '@ftn/datasets/memory': 21_000,
};

describe('in a browser', () => {
  it.each(browserEntries)('%s is bundled whole without anything of Node, within its size', async (entry) => {
    const { bytes } = await bundle(`export * from '${entry}';`);
    expect(bytes).toBeGreaterThan(200);
    expect(bytes).toBeLessThan(most[entry]);
  });

  it.each(singleImports)('%s of %s brings little with it', async (name, entry, limit) => {
    const { bytes } = await bundle(`export { ${name} } from '${entry}';`);
    expect(bytes).toBeLessThan(limit);
  });

  it('what needs Node is refused by the bundler', async () => {
    await expect(bundle("export * from '@ftn/checkpoints/node';")).rejects.toThrow(
      /Could not resolve "node:fs"/,
    );
    await expect(bundle("export * from '@ftn/threads';")).rejects.toThrow(/node:worker_threads/);
  });

  it('every entry is either for browsers or named as one for Node', () => {
    const entries = publishedFolders(root).flatMap((folder) => {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return entriesOf(manifest).filter((entry) => entry !== `${manifest.name}/node`);
    });
    const node = ['@ftn/datasets', '@ftn/engine', '@ftn/engine/register', '@ftn/formats', '@ftn/library'];
    const more = [
      '@ftn/library/internal',
      '@ftn/queue',
      '@ftn/store',
      '@ftn/threads',
      '@ftn/training',
      'ftn',
    ];
    const others = [...node, ...more];
    expect(entries.sort()).toEqual([...browserEntries, ...others].sort());
    expect(readdirSync(join(root, 'packages')).length).toBeGreaterThan(browserEntries.length);
  });

  it('runs: a page computes with what one import brings', async () => {
    const { text } = await bundle("export { cpCount } from '@ftn/tensor-factors';");
    // What it names of TensorFlow.js it does not use.
    const alone = text.replace(/import\{[^}]*\}from"@tensorflow\/tfjs-core";/g, '');
    const { cpCount } = await import(`data:text/javascript,${encodeURIComponent(alone)}`);
    // R (I + O + K²) scalars of a factorized 3 × 3 convolution of 64 to 128 channels at rank 4.
    expect(cpCount({ kernel: [3, 3], inChannels: 64, outChannels: 128 }, 4)).toBe(4 * (64 + 128 + 9));
  });

  it('sizes are told as they are, in docs/packages.md', async () => {
    const page = readFileSync(join(root, 'docs/packages.md'), 'utf8');
    const rows = (text) =>
      [...text.matchAll(/^\| (`[^|]+?) +\| +([\d.]+) /gm)].map(([, name, kb]) => [name, Number(kb)]);
    const told = new Map(rows(page.split('<!-- sizes -->')[1]));
    for (const [name, kb] of rows(await sizesTable(bundle))) {
      expect([name, Math.abs(told.get(name) - kb) <= 0.1 * kb + 0.2]).toEqual([name, true]);
    }
  });
});
