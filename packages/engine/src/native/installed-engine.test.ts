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
import {
  findInstalledEngine,
  verifyInstalledEngine,
  whatIsWrongWith,
  writeManifest,
} from './installed-engine.js';

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

  it('finds other bytes of the same size, also under the old time', () => {
    const folder = install('changed');
    const file = join(folder, 'lib.so');
    const { atime, mtime } = statSync(file);
    writeFileSync(file, 'librarY');
    utimesSync(file, atime, mtime);
    expect(whatIsWrongWith(folder)).toMatch(/lib\.so was changed since it was installed/);
  });

  it('hashes anew what was merely copied, and then no more', () => {
    const folder = install('copied');
    const file = join(folder, 'lib.so');
    utimesSync(file, 1, 1);
    expect(whatIsWrongWith(folder)).toBeNull();
    const { hashes } = JSON.parse(readFileSync(join(folder, 'engine.json'), 'utf8'));
    expect(hashes['lib.so']).toMatchObject({ mtimeMs: 1000, ctimeMs: statSync(file).ctimeMs });
    expect(readdirSync(folder).sort()).toEqual(['engine.json', 'lib.so']);
  });

  it('takes an engine from before there were hashes as it finds it, and notices what changes after', () => {
    const folder = install('older');
    writeFileSync(join(folder, 'engine.json'), '{"files": {"lib.so": 7}}');
    expect(whatIsWrongWith(folder)).toBeNull();
    writeFileSync(join(folder, 'lib.so'), 'librarY');
    expect(whatIsWrongWith(folder)).toMatch(/was changed/);
  });

  it('verifies the engine that would start whatever its times say', () => {
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

  it('does not take a folder without its manifest, or with half of one, for an engine', () => {
    const folder = install('half');
    writeFileSync(join(folder, 'engine.json'), '{"files": {');
    expect(whatIsWrongWith(folder)).toMatch(/is damaged/);
    rmSync(join(folder, 'engine.json'));
    expect(whatIsWrongWith(folder)).toBe('it is not installed');
  });
});
