import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError, StorageError } from '@ftn/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { removeScratch, scratchFolder } from '../testing/layout-fixtures.js';
import { readTextLines } from './text-list.js';

afterAll(removeScratch);

const write = async (bytes: string | Uint8Array) => {
  const file = join(await scratchFolder(), 'list.txt');
  await writeFile(file, bytes);
  return file;
};

describe('readTextLines', () => {
  it('numbers lines from 1 with any line ending, and skips blank ones', async () => {
    expect(await readTextLines(await write('\ufeffone\r\n\r\n  \nfour\n\nsix'))).toEqual([
      { text: 'one', line: 1 },
      { text: 'four', line: 4 },
      { text: 'six', line: 6 },
    ]);
    expect(await readTextLines(await write(''))).toEqual([]);
  });

  it('refuses binary files, endless lines, folders and missing files', async () => {
    await expect(readTextLines(await write(Uint8Array.of(0x80, 0xff, 10)))).rejects.toThrow(
      /list\.txt, byte 0: is not text: expected UTF-8/,
    );
    const long = await write(`short\n${'x'.repeat(5000)}`);
    await expect(readTextLines(long)).rejects.toThrow(/list\.txt, line 2: the line is too long/);
    const folder = join(await scratchFolder(), 'folder');
    await mkdir(folder);
    await expect(readTextLines(folder)).rejects.toThrow(FormatError);
    await expect(readTextLines('/dev/zero')).rejects.toThrow(/not a file/);
    await expect(readTextLines(join(folder, 'none'))).rejects.toThrow(StorageError);
  });
});
