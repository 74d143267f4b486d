import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, StorageError, UsageError } from '@ftn/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runState } from '../../testing/run-state.js';
import { type Fs, nodeFs } from '../fs.js';
import { readLatestRunCheckpoint, readRunCheckpoint } from './read-run-checkpoint.js';
import { writeRunCheckpoint } from './write-run-checkpoint.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ftn run ü-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const files = () => readdirSync(directory).sort();
const damage = (name: string) => {
  const bytes = readFileSync(join(directory, name));
  bytes[bytes.length - 40]! ^= 1;
  writeFileSync(join(directory, name), bytes);
};

describe('run checkpoints', () => {
  it('keep the newest two and the best, ordered by number and not by spelling', async () => {
    for (const step of [0, 8, 9, 10, 100]) {
      await writeRunCheckpoint(directory, runState(step), { best: step === 9 });
    }
    expect(files()).toEqual(['best.ftn', 'step-10.ftn', 'step-100.ftn']);
    const latest = await readLatestRunCheckpoint(directory);
    expect(latest).toMatchObject({ ...runState(100), skipped: [], token: null });
    expect(await readRunCheckpoint(join(directory, 'best.ftn'))).toMatchObject(runState(9));
  });

  it('create their directory, and find nothing in an empty one', async () => {
    const inner = join(directory, 'a', 'b');
    expect(await readLatestRunCheckpoint(inner)).toBeNull();
    const { file } = await writeRunCheckpoint(inner, runState(1), { keepLast: 1 });
    expect(file).toBe(join(inner, 'step-1.ftn'));
    expect((await readLatestRunCheckpoint(inner))?.step).toBe(1);
  });

  it('skip a damaged checkpoint with a message, delete nothing, and resume before it without losing the good one', async () => {
    await writeRunCheckpoint(directory, runState(1));
    await writeRunCheckpoint(directory, runState(5));
    damage('step-5.ftn');
    const latest = await readLatestRunCheckpoint(directory);
    expect(latest?.step).toBe(1);
    expect(latest?.skipped).toEqual([
      {
        file: join(directory, 'step-5.ftn'),
        reason: expect.stringMatching(/^tensor 'optimizer.* damaged, byte \d+$/),
      },
    ]);
    await writeRunCheckpoint(directory, runState(2));
    expect(files()).toEqual(['step-1.ftn', 'step-2.ftn', 'step-5.ftn']);
    await writeRunCheckpoint(directory, runState(5));
    expect(await readLatestRunCheckpoint(directory)).toMatchObject({ step: 5, skipped: [] });
  });

  it('refuse a directory whose every checkpoint is damaged, and delete nothing', async () => {
    for (const step of [1, 2]) {
      await writeRunCheckpoint(directory, runState(step));
      damage(`step-${step}.ftn`);
    }
    const reading = readLatestRunCheckpoint(directory);
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(/no checkpoint .* intact \(2 tried\).*step-2\.ftn.*step-1\.ftn/);
    expect(files()).toEqual(['step-1.ftn', 'step-2.ftn']);
  });

  it.each(['EIO', 'a folder', 'a pipe'])('skip the newest checkpoint where it is %s', async (what) => {
    await writeRunCheckpoint(directory, runState(1));
    await writeRunCheckpoint(directory, runState(5));
    const newest = join(directory, 'step-5.ftn');
    const failing: Fs = {
      ...nodeFs,
      open: async (path, flags) => {
        const file = await nodeFs.open(path, flags);
        const read = async () => {
          throw Object.assign(new Error('bad sector'), { code: 'EIO' });
        };
        return path === newest ? { ...file, read } : file;
      },
    };
    if (what !== 'EIO') rmSync(newest);
    if (what === 'a folder') mkdirSync(newest);
    if (what === 'a pipe') execFileSync('mkfifo', [newest]);
    const fs = what === 'EIO' ? failing : nodeFs;
    const latest = await readLatestRunCheckpoint(directory, { fs });
    expect(latest).toMatchObject(runState(1));
    expect(latest?.skipped).toEqual([
      { file: newest, reason: what === 'EIO' ? 'could not be read (EIO)' : 'not a file' },
    ]);
    rmSync(join(directory, 'step-1.ftn'));
    const kind = what === 'EIO' ? StorageError : FormatError;
    await expect(readLatestRunCheckpoint(directory, { fs })).rejects.toThrow(kind);
  });

  it('are not skipped where this process may not read them', async () => {
    await writeRunCheckpoint(directory, runState(1));
    await writeRunCheckpoint(directory, runState(5));
    const open: Fs['open'] = async (path, flags) => {
      if (path.endsWith('step-5.ftn')) throw Object.assign(new Error('no'), { code: 'EACCES' });
      return nodeFs.open(path, flags);
    };
    await expect(readLatestRunCheckpoint(directory, { fs: { ...nodeFs, open } })).rejects.toThrow(/EACCES/);
  });

  it('may be removed by their run while another process lists them', async () => {
    await writeRunCheckpoint(directory, runState(1));
    const readdir = async (path: string) => [...(await nodeFs.readdir(path)), 'step-9.ftn'];
    const latest = await readLatestRunCheckpoint(directory, { fs: { ...nodeFs, readdir } });
    expect(latest).toMatchObject({ step: 1, skipped: [] });
  });

  it('recognise a renamed file by its content', async () => {
    await writeRunCheckpoint(directory, runState(1));
    writeFileSync(join(directory, 'step-7.ftn'), readFileSync(join(directory, 'step-1.ftn')));
    const latest = await readLatestRunCheckpoint(directory);
    expect(latest?.step).toBe(1);
    expect(latest?.skipped).toEqual([
      { file: join(directory, 'step-7.ftn'), reason: 'it holds step 1: it was renamed' },
    ]);
  });

  it('refuse an invalid step and an invalid number to keep', async () => {
    await expect(writeRunCheckpoint(directory, runState(1), { keepLast: 0 })).rejects.toThrow(UsageError);
    await expect(writeRunCheckpoint(directory, { ...runState(1), step: 1.5 })).rejects.toThrow(UsageError);
    expect(files()).toEqual([]);
  });
});
