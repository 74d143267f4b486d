import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError } from '@ftn/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { describeTensors, expected, fixture } from '../testing/fixtures.js';
import { readTensorFile } from './read-tensor-file.js';

const directory = mkdtempSync(join(tmpdir(), 'ftn-read-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('readTensorFile', () => {
  it('detects the format from the content, whatever the file name', async () => {
    const path = join(directory, 'weights.bin');
    writeFileSync(path, fixture('checkpoint.pth'));
    const { tensors, format } = await readTensorFile(path);
    expect(format).toBe('pth-zip');
    expect(describeTensors(tensors)).toEqual(expected('checkpoint.pth').tensors);
    expect((await readTensorFile(path, { key: '' })).tensors.size).toBe(1);
  });

  it('names the file in errors about broken content', async () => {
    const path = join(directory, 'cut.safetensors');
    writeFileSync(path, fixture('types.safetensors').subarray(0, 300));
    await expect(readTensorFile(path)).rejects.toThrow(`${path}, byte 0: the header is longer than the file`);
  });

  it('reports a missing file, a folder and an endless device', async () => {
    await expect(readTensorFile(join(directory, 'no.pth'))).rejects.toThrow(/could not be read \(ENOENT\)/);
    await expect(readTensorFile(directory)).rejects.toThrow(/not a file: got a folder/);
    if (process.platform === 'win32') return;
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const path of [pipe, '/dev/zero']) {
      const reading = readTensorFile(path);
      await expect(reading).rejects.toThrow(FormatError);
      await expect(reading).rejects.toThrow(/got a (pipe|device)/);
    }
  });
});
