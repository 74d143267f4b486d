import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { StorageError } from '@ftn/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryPath, writeFileAtomic } from './write-file-atomic.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ftn\n ü '));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('writeFileAtomic', () => {
  it('writes text, bytes and parts over an existing file', async () => {
    const path = join(directory, 'ä b.json');
    await writeFileAtomic(path, 'ü');
    expect(readFileSync(path)).toEqual(Buffer.from('ü'));
    await writeFileAtomic(path, Uint8Array.of(1, 2));
    await writeFileAtomic(path, [Uint8Array.of(3), new Uint8Array(0), Uint8Array.of(4, 5)]);
    expect([...readFileSync(path)]).toEqual([3, 4, 5]);
    expect(readdirSync(directory)).toEqual(['ä b.json']);
  });

  it('keeps the old content when the check before the rename fails', async () => {
    const path = join(directory, 'a');
    writeFileSync(path, 'old');
    const beforeRename = async () => {
      throw new Error('no');
    };
    await expect(writeFileAtomic(path, 'new', { beforeRename })).rejects.toThrow(StorageError);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(directory)).toEqual(['a']);
  });

  it('removes temporary files of a killed process, and none of a live one', async () => {
    const child = spawnSync(process.execPath, ['-e', 'process.stdout.write(String(process.pid))'], {
      encoding: 'utf8',
    });
    // As that process would have named it, had it been killed while it wrote.
    const ours = basename(temporaryPath(join(directory, 'merged.safetensors')));
    const left = ours.replace(`.${process.pid}-`, `.${child.stdout}-`);
    const elsewhere = left.replace(/-[0-9a-f]{8}/, '-00000000');
    for (const name of [ours, left, elsewhere]) writeFileSync(join(directory, name), 'half');
    await writeFileAtomic(join(directory, 'merged.safetensors'), 'whole');
    expect(readdirSync(directory).sort()).toEqual([elsewhere, ours, 'merged.safetensors'].sort());
  });

  it('reports a missing folder and one in the place of the file', async () => {
    await expect(writeFileAtomic(join(directory, 'no', 'a'), 'xyz')).rejects.toThrow(
      /a: could not be written \(ENOENT, 3 bytes needed\)\. Check the path/,
    );
    mkdirSync(join(directory, 'folder', 'inner'), { recursive: true });
    await expect(writeFileAtomic(join(directory, 'folder'), 'x')).rejects.toThrow(StorageError);
    expect(readdirSync(directory)).toEqual(['folder']);
  });
});
