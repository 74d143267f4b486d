import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { knownScripts } from '../packed/known-scripts.mjs';
import { installedWith, publishedFolders, runsAtInstallation } from './installed-packages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const published = publishedFolders(root);

describe('what comes with a published package', () => {
  it.each(published.map((folder) => [basename(folder), folder]))(
    '%s runs nothing at installation',
    (package_, folder) => {
      const running = [...installedWith(folder)]
        .filter(([, at]) => runsAtInstallation(at))
        .map(([name]) => name.replace(/@[\d.]+$/, ''));
      expect(running).toEqual(knownScripts[`@ftn/${package_}`] ?? []);
    },
  );

  it('is of TensorFlow.js its core and two of its backends', () => {
    const parts = published.flatMap((folder) => [...installedWith(folder).keys()]);
    const ofTensorflow = [...new Set(parts)].filter((name) => name.startsWith('@tensorflow/')).sort();
    expect(ofTensorflow.map((name) => name.replace(/@[\d.]+$/, ''))).toEqual([
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-core',
    ]);
  });
});

describe('the check of what is installed', () => {
  it('finds scripts and bindings of dependencies, and of theirs', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ftn-installed-'));
    const write = (at, manifest, files = []) => {
      mkdirSync(at, { recursive: true });
      writeFileSync(join(at, 'package.json'), JSON.stringify({ version: '1.0.0', ...manifest }));
      for (const file of files) writeFileSync(join(at, file), '');
    };
    try {
      const modules = join(folder, 'node_modules');
      const peers = {
        peerDependencies: { absent: '1', dev: '1' },
        peerDependenciesMeta: { dev: { optional: true } },
        optionalDependencies: { elsewhere: '1' },
      };
      write(folder, { dependencies: { a: '1' }, devDependencies: { dev: '1' }, ...peers });
      write(join(modules, 'a'), { dependencies: { b: '1', c: '1' } });
      write(join(modules, 'a/node_modules/b'), { scripts: { postinstall: 'x', test: 'y' } });
      write(join(modules, 'c'), { scripts: { prepare: 'x' } }, ['binding.gyp']);
      write(join(modules, 'dev'), { scripts: { install: 'x' } });
      const found = installedWith(folder);
      expect([...found.keys()]).toEqual(['a@1.0.0', 'b@1.0.0', 'c@1.0.0']);
      expect([...found.values()].map(runsAtInstallation)).toEqual([false, true, true]);
      rmSync(join(modules, 'c'), { recursive: true });
      expect(() => installedWith(folder)).toThrow(/c, which .* needs, is not installed/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
