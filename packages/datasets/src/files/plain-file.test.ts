import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRegularFile } from '@ftn/errors/node';
import { openHdf5, readIdx } from '@ftn/formats';
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
  'any file': (file) => readRegularFile(file, { limit: 1000, hint: 'Check it.' }),
};

describe.each(Object.keys(readers))('opening a file with %s', (name) => {
  const read = readers[name]!;
  it('refuses a pipe, an endless device and a folder by name and at once', async () => {
    for (const file of ['pipe', 'endless', '.'])
      await expect(read(join(root, file))).rejects.toThrow(/not a file/);
    await expect(read(join(root, 'circle'))).rejects.toThrow(/cannot be read \(ELOOP\)/);
    await expect(read(join(root, 'none'))).rejects.toThrow(/is missing/);
  });
});
