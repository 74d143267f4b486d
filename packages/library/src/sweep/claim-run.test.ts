import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockRun, writeRunCheckpoint } from '@ftn/checkpoints/node';
import { LockedError } from '@ftn/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awaitSilence, claimRun } from './claim-run.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ftn-claim-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const going = { requested: false, exitCode: 130 } as const;
const step = (number: number) => ({ step: number, header: {}, tensors: new Map() });

describe('claimRun', () => {
  it('has one holder at a time, and the next one a higher token', async () => {
    const first = await claimRun(folder);
    await expect(claimRun(folder)).rejects.toThrow(LockedError);
    await first.release();
    const second = await claimRun(folder);
    expect(second.token).toBe(first.token + 1);
    await second.release();
  });

  it('shuts out a training that the holder before had begun and that lives on', async () => {
    const before = await claimRun(folder, 50);
    const training = await lockRun(join(folder, 'run'));
    await writeRunCheckpoint(training.directory, step(1), { token: training.token });
    await before.release();
    const claim = await claimRun(folder);
    await expect(writeRunCheckpoint(training.directory, step(2), { token: training.token })).rejects.toThrow(
      LockedError,
    );
    // And leaves the folder to the training that comes after it.
    await (await lockRun(join(folder, 'run'))).release();
    await claim.release();
  });
});

describe('awaitSilence', () => {
  it('ends once the holder has been silent for its lease, or gives up where it is not', async () => {
    const claim = await claimRun(folder, 60_000);
    const began = performance.now();
    await awaitSilence(folder, { lease: 200, stop: going });
    expect(performance.now() - began).toBeGreaterThan(200);
    const longAgo = Date.now() / 1000 - 61;
    await utimes(join(folder, 'run.lock'), longAgo, longAgo);
    const again = performance.now();
    await awaitSilence(folder, { lease: 60_000, stop: going });
    expect(performance.now() - again).toBeLessThan(5000);
    await claim.release();
  });
});
