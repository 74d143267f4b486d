import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInstalledEngine, whatIsWrongWith, writeManifest } from './installed-engine.js';

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

  it('finds the GPU engine before the CPU one', () => {
    const cpu = install('tensorflow-2.21.0-linux-x64-cpu-1');
    expect(findInstalledEngine(cache, linux)).toEqual({ folder: cpu, device: 'cpu' });
    const gpu = install('tensorflow-2.21.0-linux-x64-gpu-1');
    expect(findInstalledEngine(cache, linux)).toEqual({ folder: gpu, device: 'gpu' });
  });

  it('says that a machine can have none', () => {
    const found = findInstalledEngine(cache, { platform: 'win32', arch: 'x64' });
    expect(found).toMatchObject({ installable: false });
  });
});

describe('whatIsWrongWith', () => {
  it('is satisfied with a whole folder and names the file that is cut off or gone', () => {
    const folder = install('whole');
    expect(whatIsWrongWith(folder)).toBeNull();
    writeFileSync(join(folder, 'lib.so'), 'libr');
    expect(whatIsWrongWith(folder)).toMatch(/lib\.so has 4 bytes instead of 7/);
    rmSync(join(folder, 'lib.so'));
    expect(whatIsWrongWith(folder)).toMatch(/lib\.so has no bytes/);
  });

  it('does not take a folder without its manifest, or with half of one, for an engine', () => {
    const folder = install('half');
    writeFileSync(join(folder, 'engine.json'), '{"files": {');
    expect(whatIsWrongWith(folder)).toMatch(/is damaged/);
    rmSync(join(folder, 'engine.json'));
    expect(whatIsWrongWith(folder)).toBe('it is not installed');
  });
});
