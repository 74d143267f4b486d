import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spawnFtn, tinyRecipe } from './testing/commands.js';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-full-'));
  await writeTinyDomain(join(scratch, 'data'), 4);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Runs the command with a full disk under one of its streams. */
async function withFull(which: 'stdout' | 'stderr', words: readonly string[]) {
  const full = openSync('/dev/full', 'w');
  try {
    return await spawnFtn(words, { [which]: full }).ended;
  } finally {
    closeSync(full);
  }
}

/** A training of a few steps into a folder of its own. */
const training = (out: string) => [
  ...['train', '--recipe', tinyRecipe, '--workers', '0', '--method', 'feature-extractor', '--epochs', '1'],
  ...['--data', join(scratch, 'data'), '--out', join(scratch, out)],
];

describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  it('under the results ends a verb with 4 and a word, without a stack', async () => {
    const { code, err } = await withFull('stdout', ['list', 'methods']);
    expect(code).toBe(4);
    expect(err).toBe(
      'ftn: standard output: could not be written (ENOSPC). The disk is full: free some space, then run the same command again.\n',
    );
  });

  it('under the notes ends no training', async () => {
    const { code, out } = await withFull('stderr', training('quiet'));
    expect(code).toBe(0);
    expect(out).toContain('accuracy');
    expect(existsSync(join(scratch, 'quiet', 'adapter', 'adapter.json'))).toBe(true);
  });

  it('under the results leaves the trained adapter and says 4', async () => {
    const { code, err } = await withFull('stdout', training('unseen'));
    expect(code, err).toBe(4);
    expect(err).not.toMatch(/^\s+at /m);
    expect(existsSync(join(scratch, 'unseen', 'adapter', 'adapter.json'))).toBe(true);
  });
});
