import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolderAtomic } from './make-folder-atomic.js';
import { machine } from './write-file-atomic.js';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'ftn-folder-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));
const at = (...parts: string[]) => join(scratch, ...parts);

/** The number of a process that has ended. */
const gone = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('a folder made as a whole', () => {
  it('has its name once it is complete', async () => {
    await makeFolderAtomic(at('deep', 'out'), async (partial) => {
      expect(existsSync(at('deep', 'out'))).toBe(false);
      writeFileSync(join(partial, 'a'), 'whole');
    });
    expect(readFileSync(at('deep', 'out', 'a'), 'utf8')).toBe('whole');
    expect(readdirSync(at('deep'))).toEqual(['out']);
  });

  it('leaves nothing where it fails, and says what the file system refused', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'write' });
    const making = makeFolderAtomic(at('out'), () => Promise.reject(full));
    await expect(making).rejects.toThrow(
      /out: the folder could not be written \(ENOSPC\)\. The disk is full/,
    );
    await expect(makeFolderAtomic(at('out'), () => Promise.reject(new Error('a bug')))).rejects.toThrow(
      /^a bug$/,
    );
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('removes what killed makers on this machine left, and nothing else', async () => {
    const left = `.out.${gone()}-${machine()}01234567.partial`;
    const kept = [
      `.out.${process.pid}-${machine()}01234567.partial`,
      `.out.${gone()}-0000000001234567.partial`,
      '.out.partial',
      'out.1-0123456701234567.partial',
    ];
    for (const name of [left, ...kept]) mkdirSync(at(name));
    writeFileSync(at(left, 'half'), 'half');
    await makeFolderAtomic(at('new'), async () => {});
    expect(readdirSync(scratch).sort()).toEqual([...kept, 'new'].sort());
  });
});
