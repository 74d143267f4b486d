import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256Of } from '../native/installed-engine.js';
import { type AddonPart, addonFiles, sourcesHash } from './addon-sources.js';
import { findPrebuilt, type PrebuiltManifest, prebuiltManifest, takePrebuilt } from './prebuilt-addons.js';

const machine = { platform: 'linux', arch: 'x64', libc: 'glibc' } as const;
const said = (why: string) => [`compiling, since the addons of @ftn/engine-linux-x64 are not taken: ${why}`];
let scratch: string;
let folder: string;
let lines: string[];
const log = (line: string) => lines.push(line);
const find = (part: AddonPart = 'binding') => findPrebuilt(part, { folder, machine, log });

/** Changes what the addons say of themselves. */
function say(changed: Partial<PrebuiltManifest>): void {
  const path = join(folder, prebuiltManifest);
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as PrebuiltManifest;
  writeFileSync(path, JSON.stringify({ ...manifest, ...changed }));
}

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'ftn-prebuilt-'));
  folder = join(scratch, 'addons');
  lines = [];
  mkdirSync(folder);
  const names = Object.values(addonFiles).flat();
  for (const name of names) writeFileSync(join(folder, name), `addon ${name}`);
  const manifest: PrebuiltManifest = {
    machine,
    sources: { binding: sourcesHash('binding'), kernels: sourcesHash('kernels') },
    files: Object.fromEntries(names.map((name) => [name, sha256Of(join(folder, name))])),
  };
  writeFileSync(join(folder, prebuiltManifest), JSON.stringify(manifest));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

describe('prebuilt addons', () => {
  it('of these sources and this machine are found, and nothing is said of it', () => {
    expect([find('binding'), find('kernels'), lines]).toEqual([folder, folder, []]);
  });

  it('that nobody has installed are no matter', () => {
    const nowhere = { platform: 'linux', arch: 'none', libc: 'glibc' } as const;
    expect(findPrebuilt('binding', { machine: nowhere, log })).toBeUndefined();
    expect(lines).toEqual([]);
  });

  it.each([
    ['another C library', { ...machine, libc: 'musl' }],
    ['another processor', { ...machine, arch: 'arm64' }],
    ['another system', { platform: 'darwin', arch: 'x64' }],
  ] as const)('for %s are refused in one line', (_, made) => {
    say({ machine: made });
    expect(find()).toBeUndefined();
    expect(lines).toEqual(said('made for another machine than linux x64 glibc'));
  });

  it('are refused where the sources of that part are others, and there alone', () => {
    say({ sources: { binding: sourcesHash('binding'), kernels: '0'.repeat(64) } });
    expect([find('binding'), find('kernels')]).toEqual([folder, undefined]);
    expect(lines).toEqual(said('made from other sources'));
  });

  it('are refused where one bit is another, and where a file or what they say of themselves is gone', () => {
    const [name = ''] = addonFiles.binding;
    writeFileSync(join(folder, name), 'addon tfjs_binding.nodE');
    expect([find('binding'), find('kernels')]).toEqual([undefined, folder]);
    expect(lines.splice(0)).toEqual(said(`${name} is not what was published`));
    for (const [gone, left] of [
      [name, 'damaged'],
      [prebuiltManifest, 'damaged'],
    ] as const) {
      rmSync(join(folder, gone));
      expect(find()).toBeUndefined();
      expect(lines.splice(0)).toEqual(said(left));
    }
    for (const text of ['{', 'null', '[]', '{"machine":{}}', '{"machine":null,"sources":1}']) {
      writeFileSync(join(folder, prebuiltManifest), text);
      expect(find()).toBeUndefined();
      expect(lines.splice(0)).toHaveLength(1);
    }
  });

  it('are copied and proved where they lie then; what fails the proof is told in one line', async () => {
    const into = join(scratch, 'engine');
    mkdirSync(into);
    const options = { machine, log };
    let seen = '';
    const prove = async () => {
      seen = readFileSync(join(into, 'tfjs_binding.node'), 'utf8');
      return null;
    };
    expect(await takePrebuilt('binding', folder, into, prove, options)).toBe(true);
    expect([seen, existsSync(join(into, 'ftn_kernels.node')), lines]).toEqual([
      'addon tfjs_binding.node',
      false,
      [],
    ]);
    const failing = async () => 'a convolution gave 1 instead of 303';
    expect(await takePrebuilt('kernels', folder, into, failing, options)).toBe(false);
    expect(lines).toEqual(said('a convolution gave 1 instead of 303'));
  });
});

describe('the hash of the sources', () => {
  it('is another for each part, and the same each time', () => {
    const both = (['binding', 'kernels'] as const).map(sourcesHash);
    expect(both).toEqual((['binding', 'kernels'] as const).map(sourcesHash));
    expect(new Set(both).size).toBe(2);
    expect(both.join(' ')).toMatch(/^[0-9a-f]{64} [0-9a-f]{64}$/);
  });
});
