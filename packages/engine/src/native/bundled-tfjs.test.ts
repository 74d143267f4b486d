import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleTfjs } from '../../build/bundle-tfjs.js';
import { findInstalledEngine } from './installed-engine.js';
import { bindingFolder, partsFolder } from './parts-folder.js';

/** Says which kernels, gradients and methods of tensors are there once the files named are loaded. */
const inventory = `
const tf = require('@tensorflow/tfjs-core');
const before = Object.keys(tf.Tensor.prototype);
for (const file of process.argv.slice(1)) require(file);
const names = Object.values(tf).filter((value) => typeof value === 'string');
const kernels = tf.getKernelsForBackend('tensorflow').map(({ kernelName }) => kernelName).sort();
const gradients = names.filter((name) => tf.getGradient(name)).sort();
const methods = Object.keys(tf.Tensor.prototype).filter((name) => !before.includes(name)).sort();
process.stdout.write(JSON.stringify({ kernels, gradients, methods }));
`;

interface Inventory {
  readonly kernels: readonly string[];
  readonly gradients: readonly string[];
  readonly methods: readonly string[];
}

function inventoryOf(folder: string): Inventory {
  const files = ['kernels.cjs', 'gradients.cjs'].map((name) => join(folder, name));
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  return JSON.parse(execFileSync(process.execPath, ['-e', inventory, ...files], { cwd, encoding: 'utf8' }));
}

describe('what is bundled of TensorFlow.js', () => {
  // Below this package, from where the one tfjs-core is found.
  const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
  let folder: string;

  beforeAll(async () => {
    mkdirSync(cache, { recursive: true });
    folder = mkdtempSync(join(cache, 'bundled-'));
    await bundleTfjs(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('asks for the core and for Node, for nothing else', () => {
    const texts = ['kernels.cjs', 'gradients.cjs'].map((name) => readFileSync(join(folder, name), 'utf8'));
    const asked = texts.flatMap((text) =>
      [...text.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name!),
    );
    expect([...new Set(asked)].filter((name) => !isBuiltin(name))).toEqual(['@tensorflow/tfjs-core']);
  });

  it('registers the kernels, gradients and methods that the packages themselves register', () => {
    const bundled = inventoryOf(folder);
    expect(bundled.kernels.length).toBeGreaterThan(100);
    expect(bundled.gradients.length).toBeGreaterThan(80);
    expect(bundled.methods).toContain('matMul');
    expect(bundled).toEqual(inventoryOf(partsFolder()));
  });

  it('has all sources of the addon, and the notices', () => {
    expect(readdirSync(join(folder, 'binding'))).toEqual(readdirSync(bindingFolder()));
    expect(readFileSync(join(folder, 'NOTICE'), 'utf8')).toMatch(
      /node-gpu 4\.22\.0.*APACHE-2\.0\.txt.*Copyright \d{4} Google/s,
    );
    expect(existsSync(new URL('../../APACHE-2.0.txt', import.meta.url))).toBe(true);
  });

  const installed = findInstalledEngine();
  it.skipIf(!('folder' in installed))('computes natively, over the core alone', () => {
    for (const name of ['native-backend.mjs', 'check-native.js']) {
      copyFileSync(join(partsFolder(), name), join(folder, name));
    }
    const args = [join(folder, 'check-native.js'), (installed as { folder: string }).folder];
    const said = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Record<
      string,
      unknown
    >;
    expect(said).toMatchObject({ got: [303, 348, 483, 528], expected: [303, 348, 483, 528] });
  });
});
