import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { StorageError } from '../kinds.js';
import { makeFolder } from './make-folder.js';

const folder = mkdtempSync(join(tmpdir(), 'ftn-make-'));
const at = (...parts: string[]) => join(folder, ...parts);
afterAll(() => rmSync(folder, { recursive: true }));

describe('making a folder', () => {
  it('makes those above it, too, and takes one that is there', async () => {
    await makeFolder(at('a', 'b', 'c'));
    await makeFolder(at('a', 'b', 'c'));
    expect(statSync(at('a', 'b', 'c')).isDirectory()).toBe(true);
  });

  it('by several at once makes it once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => makeFolder(at('x', 'y', 'z'))));
    expect(statSync(at('x', 'y', 'z')).isDirectory()).toBe(true);
  });

  it('behind a link makes it where the link leads', async () => {
    symlinkSync(at('a'), at('link'));
    await makeFolder(at('link', 'd'));
    expect(statSync(at('a', 'd')).isDirectory()).toBe(true);
  });

  it('says what stands in the way', async () => {
    writeFileSync(at('file'), '');
    await expect(makeFolder(at('file', 'below', 'it'))).rejects.toThrow(/could not be made \(ENOTDIR\)/);
    await expect(makeFolder(at('file'))).rejects.toThrow(/could not be made \(EEXIST\)/);
  });

  it.skipIf(!existsSync('/proc/self'))(
    'ends where the system makes none',
    async () => {
      await expect(makeFolder('/proc/ftn/below')).rejects.toThrow(StorageError);
    },
    10_000,
  );
});
