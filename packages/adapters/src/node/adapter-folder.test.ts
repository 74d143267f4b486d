import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, StorageError, UsageError } from '@ftn/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { logitsOf, smallBackbone, trainedDomain } from '../__fixtures__/trained-domain.js';
import { describeInput, domainOf } from '../index.js';
import {
  adapterFolder,
  readAdapterFolder,
  readManifest,
  updateAdapterFolder,
  writeAdapterFolder,
} from './index.js';

const backbone = smallBackbone();
const domain = trainedDomain(backbone, 'ftn', { rank: 1 });
const normalize = { kind: 'normalize', mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
const details = { input: describeInput([normalize], 32), data: { name: 'birds', splits: {} } };
const earlier = new URL('../file/__fixtures__/version-1/', import.meta.url);

let root: string;
const at = (...parts: string[]) => join(root, ...parts);
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ftn-adapter-'));
});
beforeEach(async () => {
  await rm(at('birds'), { recursive: true, force: true });
  await writeAdapterFolder(domain, at('birds'), details);
});
afterAll(async () => {
  await rm(root, { recursive: true });
  domain.dispose();
  backbone.dispose();
});

describe('an adapter folder', () => {
  it('restores the domain that was written to it', async () => {
    expect((await readdir(at('birds'))).sort()).toEqual(['README.md', 'adapter.json', 'adapter.safetensors']);
    const again = await domainOf(await readAdapterFolder(at('birds')), backbone);
    expect(logitsOf(again)).toEqual(logitsOf(domain));
    again.dispose();
  });

  it('may be given as the folder of its run', async () => {
    await mkdir(at('run'));
    await cp(at('birds'), at('run', 'adapter'), { recursive: true });
    expect(adapterFolder(at('run'))).toBe(at('run', 'adapter'));
    expect((await readAdapterFolder(at('run'))).folder).toBe(at('run', 'adapter'));
  });

  it('is reported by name where it is missing', async () => {
    await expect(readAdapterFolder(at('nothing'))).rejects.toThrow(StorageError);
    await expect(readManifest(at('nothing'))).rejects.toThrow(/nothing: there is no adapter in this folder/);
    await rm(at('birds', 'adapter.safetensors'));
    await expect(readAdapterFolder(at('birds'))).rejects.toThrow(/birds\/adapter\.safetensors: .*ENOENT/);
  });

  it.each(['adapter.json', 'adapter.safetensors'] as const)(
    'is refused where %s is not a regular file',
    async (name) => {
      await rm(at('birds', name));
      execFileSync('mkfifo', [at('birds', name)]);
      await expect(readAdapterFolder(at('birds'))).rejects.toThrow(/not a file: got a (pipe|device)/);
      await rm(at('birds', name));
      await symlink('/dev/zero', at('birds', name));
      await expect(readAdapterFolder(at('birds'))).rejects.toThrow(/not a file: got a (pipe|device)/);
      await rm(at('birds', name));
      await mkdir(at('birds', name));
      await expect(readAdapterFolder(at('birds'))).rejects.toThrow(/not a file: got a folder/);
    },
  );

  it('is refused before reading where a file is far too large', async () => {
    await truncate(at('birds', 'adapter.json'), 2 ** 40);
    await expect(readAdapterFolder(at('birds'))).rejects.toThrow(FormatError);
    await expect(readAdapterFolder(at('birds'))).rejects.toThrow(/adapter\.json: the file is too large/);
  });

  it('is refused where adapter.json is not UTF-8', async () => {
    await writeFile(at('birds', 'adapter.json'), Uint8Array.of(0x7b, 0xff, 0x7d));
    await expect(readManifest(at('birds'))).rejects.toThrow(/adapter\.json: the text is not UTF-8/);
  });
});

describe('updateAdapterFolder', () => {
  const card = () => readFile(at('birds', 'README.md'), 'utf8');

  it('updates metrics over the same tensors, in the card too', async () => {
    const before = await readFile(at('birds', 'adapter.safetensors'));
    const training = { seed: 5, epochs: 3, batchSize: 8 };
    const manifest = await updateAdapterFolder(at('birds'), { metrics: { accuracy: 81.25 }, training });
    expect(manifest).toMatchObject({ metrics: { accuracy: 81.25 }, training, data: details.data });
    expect((await readAdapterFolder(at('birds'))).manifest).toEqual(manifest);
    expect(await readFile(at('birds', 'adapter.safetensors'))).toEqual(before);
    expect(await card()).toContain('| accuracy | 81.25 |');
    expect(await card()).toContain('3 epochs of batches of 8, seed 5');
  });

  it('leaves a card that a user edited as it is', async () => {
    const edited = `${await card()}\nSeen by night, too.\n`;
    await writeFile(at('birds', 'README.md'), edited);
    await updateAdapterFolder(at('birds'), { metrics: { accuracy: 1 } });
    expect(await card()).toBe(edited);
  });

  it('upgrades a folder of version 1 to version 2 with all its checks', async () => {
    await cp(earlier, at('old'), { recursive: true });
    await updateAdapterFolder(at('old'), { metrics: { accuracy: 7 } });
    expect(JSON.parse(await readFile(at('old', 'adapter.json'), 'utf8')).version).toBe(2);
    const again = await domainOf(await readAdapterFolder(at('old')), backbone);
    expect(again.classes).toHaveLength(3);
    again.dispose();
    const bytes = await readFile(at('old', 'adapter.safetensors'));
    bytes[20]! ^= 1;
    await writeFile(at('old', 'adapter.safetensors'), bytes);
    await expect(readAdapterFolder(at('old'))).rejects.toThrow(/the tensors do not match adapter\.json/);
  });

  it('refuses to change an adapter’s identity, or to write what could not be read back', async () => {
    const json = await readFile(at('birds', 'adapter.json'), 'utf8');
    await expect(updateAdapterFolder(at('birds'), { name: 'owls' } as object)).rejects.toThrow(UsageError);
    const broken = updateAdapterFolder(at('birds'), { metrics: { accuracy: Number.NaN } });
    await expect(broken).rejects.toThrow(UsageError);
    expect(await readFile(at('birds', 'adapter.json'), 'utf8')).toBe(json);
  });
});
