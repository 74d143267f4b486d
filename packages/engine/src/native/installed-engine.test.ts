import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInstalledEngine, whatIsWrongWith, writeManifest } from './installed-engine.js';
import { installedKernels, kernelsAddon, kernelsKey } from './kernels-folder.js';
import { verifyInstalledEngine } from './verify-engine.js';

const linux = { platform: 'linux', arch: 'x64', libc: 'glibc' } as const;
let cache: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'ftn-cache-'));
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

function install(key: string): string {
  const folder = join(cache, key);
  mkdirSync(folder);
  writeFileSync(join(folder, 'lib.so'), 'library');
  writeManifest(folder, ['lib.so']);
  return folder;
}

describe('findInstalledEngine', () => {
  it('finds nothing in a cache that does not exist', () => {
    expect(findInstalledEngine(join(cache, 'none'), linux)).toEqual({
      reason: 'it is not installed',
      installable: true,
    });
  });

  it('prefers the GPU engine to the CPU one', () => {
    const cpu = install('tensorflow-2.21.0-linux-x64-cpu-1');
    expect(findInstalledEngine(cache, linux)).toEqual({ folder: cpu, device: 'cpu' });
    const gpu = install('tensorflow-2.21.0-linux-x64-gpu-1');
    expect(findInstalledEngine(cache, linux)).toEqual({ folder: gpu, device: 'gpu' });
  });

  it('reports that this machine cannot have one', () => {
    const found = findInstalledEngine(cache, { platform: 'win32', arch: 'x64' });
    expect(found).toMatchObject({ installable: false });
  });
});

describe('whatIsWrongWith', () => {
  it('accepts an intact folder and names the file that is truncated or missing', () => {
    const folder = install('whole');
    expect(whatIsWrongWith(folder)).toBeNull();
    writeFileSync(join(folder, 'lib.so'), 'libr');
    expect(whatIsWrongWith(folder)).toMatch(/lib\.so has 4 bytes instead of 7/);
    rmSync(join(folder, 'lib.so'));
    expect(whatIsWrongWith(folder)).toMatch(/lib\.so has no bytes/);
  });

  it('detects other bytes of the same size, also under the old modification time', () => {
    const folder = install('changed');
    const file = join(folder, 'lib.so');
    const { atime, mtime } = statSync(file);
    writeFileSync(file, 'librarY');
    utimesSync(file, atime, mtime);
    expect(whatIsWrongWith(folder)).toMatch(/lib\.so was changed since it was installed/);
  });

  it('hashes a copied folder once, and not again', () => {
    const folder = install('copied');
    const file = join(folder, 'lib.so');
    utimesSync(file, 1, 1);
    expect(whatIsWrongWith(folder)).toBeNull();
    const { hashes } = JSON.parse(readFileSync(join(folder, 'engine.json'), 'utf8'));
    expect(hashes['lib.so']).toMatchObject({ mtimeMs: 1000, ctimeMs: statSync(file).ctimeMs });
    expect(readdirSync(folder).sort()).toEqual(['engine.json', 'lib.so']);
  });

  it('accepts an engine from before hashes existed, and detects later changes', () => {
    const folder = install('older');
    writeFileSync(join(folder, 'engine.json'), '{"files": {"lib.so": 7}}');
    expect(whatIsWrongWith(folder)).toBeNull();
    writeFileSync(join(folder, 'lib.so'), 'librarY');
    expect(whatIsWrongWith(folder)).toMatch(/was changed/);
  });

  it('verifies the engine about to start, whatever its modification times', () => {
    const folder = install('tensorflow-2.21.0-linux-x64-cpu-1');
    expect(verifyInstalledEngine(cache, linux)).toBeNull();
    const file = join(folder, 'lib.so');
    const manifest = JSON.parse(readFileSync(join(folder, 'engine.json'), 'utf8'));
    // A fault of the disk changes no times: what was recorded of them is made to fit.
    writeFileSync(file, 'librarY');
    const { mtimeMs, ctimeMs } = statSync(file);
    Object.assign(manifest.hashes['lib.so'], { mtimeMs, ctimeMs });
    writeFileSync(join(folder, 'engine.json'), JSON.stringify(manifest));
    expect(whatIsWrongWith(folder)).toBeNull();
    expect(verifyInstalledEngine(cache, linux)).toMatch(/was changed/);
    expect(verifyInstalledEngine(join(cache, 'none'), linux)).toBeNull();
    // Found without looking at all, and so never started: it is told nonetheless.
    writeFileSync(file, 'cut');
    expect(verifyInstalledEngine(cache, linux)).toMatch(/lib\.so has 3 bytes instead of 7/);
    rmSync(join(folder, 'engine.json'));
    expect(verifyInstalledEngine(cache, linux)).toMatch(/engine\.json is missing/);
    rmSync(folder, { recursive: true });
  });

  it('takes kernels that are whole and of these sources, and verifies them with the engine', () => {
    const folder = install('tensorflow-2.21.0-linux-x64-cpu-1');
    expect(installedKernels(folder)).toBeUndefined();
    const kernels = join(folder, kernelsKey());
    mkdirSync(kernels);
    writeFileSync(join(kernels, kernelsAddon), 'kernels');
    writeManifest(kernels, [kernelsAddon]);
    expect(installedKernels(folder)).toBe(join(kernels, kernelsAddon));
    expect(verifyInstalledEngine(cache, linux)).toBeNull();
    writeFileSync(join(kernels, kernelsAddon), 'kernelS');
    expect(installedKernels(folder)).toBeUndefined();
    expect(verifyInstalledEngine(cache, linux)).toMatch(/kernels.*was changed/);
    rmSync(folder, { recursive: true });
  });

  it('does not accept a folder without its manifest, or with half of one', () => {
    const folder = install('half');
    writeFileSync(join(folder, 'engine.json'), '{"files": {');
    expect(whatIsWrongWith(folder)).toMatch(/is damaged/);
    rmSync(join(folder, 'engine.json'));
    expect(whatIsWrongWith(folder)).toBe('it is not installed');
  });
});
