import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHdf5, readIdx, readPlainFile } from '@ftn/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAnnotations } from '../layouts/annotation-file.js';
import { readImageFile } from '../pixels/read-image-file.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ftn-plain-'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  await symlink('/dev/zero', join(root, 'endless'));
  await symlink('circle', join(root, 'circle'));
});
afterAll(() => rm(root, { recursive: true }));

const readers: Readonly<Record<string, (file: string) => Promise<unknown>>> = {
  'an image': readImageFile,
  annotations: readAnnotations,
  'an IDX file': (file) => readIdx(file, 1),
  'an HDF5 file': openHdf5,
  'any file': (file) => readPlainFile(file, { largest: 1000, hint: 'Check it.' }),
};

describe.each(Object.keys(readers))('opening a file with %s', (name) => {
  const read = readers[name]!;
  it('refuses a pipe, an endless device and a folder by name and at once', async () => {
    for (const file of ['pipe', 'endless', '.'])
      await expect(read(join(root, file))).rejects.toThrow(/is not a plain file/);
    await expect(read(join(root, 'circle'))).rejects.toThrow(/cannot be read \(ELOOP\)/);
    await expect(read(join(root, 'none'))).rejects.toThrow(/is missing/);
  });
});

describe('readPlainFile', () => {
  const read = (name: string) => readPlainFile(join(root, name), { largest: 1000, hint: 'Check it.' });

  it('reads a file up to a limit', async () => {
    await writeFile(join(root, 'small'), 'bytes');
    expect((await read('small')).toString()).toBe('bytes');
    await writeFile(join(root, 'large'), '');
    await truncate(join(root, 'large'), 1001);
    await expect(read('large')).rejects.toThrow(
      /large: is too large for a file of its kind: expected at most 1000 bytes, got 1001\. Check it\./,
    );
    await truncate(join(root, 'large'), 1000);
    expect((await read('large')).length).toBe(1000);
  });

  it('names what it was given instead of a file', async () => {
    const server = createServer().listen(join(root, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    for (const [file, kind] of [
      ['pipe', 'a pipe'],
      ['endless', 'a device'],
      ['.', 'a folder'],
      ['socket', 'a socket'],
    ])
      await expect(read(file!)).rejects.toThrow(`expected a file, got ${kind}`);
    server.close();
  });
});
