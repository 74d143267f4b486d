import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormatError, StorageError } from '../kinds.js';
import { readRegularFile, readRegularFileSync } from './regular-file.js';

const folder = mkdtempSync(join(tmpdir(), 'ftn-door-'));
const at = (name: string) => join(folder, name);
const server = createServer();

beforeAll(async () => {
  writeFileSync(at('sound'), 'sound');
  writeFileSync(at('empty'), '');
  symlinkSync(at('sound'), at('link'));
  mkdirSync(at('folder'));
  symlinkSync('/dev/zero', at('zeros'));
  symlinkSync(at('loop'), at('loop'));
  execFileSync('mkfifo', [at('pipe')]);
  symlinkSync(at('pipe'), at('link-to-pipe'));
  writeFileSync(at('large'), '');
  // A hole: it takes no disk.
  truncateSync(at('large'), 2 ** 40);
  await new Promise<void>((resolve) => server.listen(at('socket'), resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const refused = [
  ['folder', FormatError, /folder: not a file: got a folder\. Name a file\.$/],
  ['pipe', FormatError, /pipe: not a file: got a pipe/],
  ['link-to-pipe', FormatError, /not a file: got a pipe/],
  ['zeros', FormatError, /zeros: not a file: got a device/],
  ['socket', FormatError, /not a file: got a socket/],
  ['loop', StorageError, /could not be read \(ELOOP\)\. Symbolic links lead in a circle/],
  ['none', StorageError, /could not be read \(ENOENT\)/],
  ['x'.repeat(300), StorageError, /\(ENAMETOOLONG\).*shorter/],
  [
    'large',
    FormatError,
    /large: the file is too large for its kind: expected at most 1000 bytes, got 1099511627776/,
  ],
] as const;

describe('readRegularFile', () => {
  it.each(['sound', 'link'])('reads %s', async (name) => {
    expect(text(await readRegularFile(at(name), { limit: 5 }))).toBe('sound');
    expect(text(readRegularFileSync(at(name), { limit: 5 }))).toBe('sound');
  });

  it('reads an empty file', async () => {
    expect(await readRegularFile(at('empty'))).toHaveLength(0);
    expect(readRegularFileSync(at('empty'))).toHaveLength(0);
  });

  it.each(refused)('refuses %s at once', async (name, kind, message) => {
    const start = performance.now();
    const reading = readRegularFile(at(name), { limit: 1000 });
    await expect(reading).rejects.toThrow(kind);
    await expect(reading).rejects.toThrow(message);
    expect(() => readRegularFileSync(at(name), { limit: 1000 })).toThrow(message);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('refuses a file larger than any array when given no limit', async () => {
    await expect(readRegularFile(at('large'))).rejects.toThrow(FormatError);
  });
});
