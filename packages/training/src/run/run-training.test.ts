import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MetricsLog } from '@ftn/checkpoints/node';
import { InterruptedError, LockedError, MismatchError, UsageError } from '@ftn/errors';
import { memory } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  accuracyOf,
  tinyBackbone,
  tinyClasses,
  tinyConfig,
  tinyDomain,
  tinyHeldOut,
  tinySource,
  valuesOf,
} from '../testing/tiny-training.js';
import { changesOfRun } from './changes-of-run.js';
import { restoreBest } from './restore-best.js';
import { type RunOptions, runTraining } from './run-training.js';

const data = tinySource(18, 4);
const stepsInEpoch = 5;
const lastStep = tinyConfig.epochs * stepsInEpoch;
const settings = { method: 'ftn', options: { rank: 2 }, classes: tinyClasses, epochs: tinyConfig.epochs };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ftn-run-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const freshDomain = () => tinyDomain(tinyBackbone(), 'ftn', { rank: 2 });

function run(domain = freshDomain(), changes: Partial<RunOptions> = {}) {
  return runTraining({
    directory,
    domain,
    data,
    config: tinyConfig,
    settings,
    fingerprint: { threads: 2 },
    resume: false,
    validate: (_epoch, onBatch) => accuracyOf(domain, tinyHeldOut(12), onBatch),
    ...changes,
  });
}

/** Runs until `step`, asking to stop there as a signal would. */
async function runUntil(step: number, changes: Partial<RunOptions> = {}): Promise<unknown> {
  const stop = { requested: false, exitCode: 130 as const };
  const onStep: NonNullable<RunOptions['onStep']> = (report) => {
    if (report.step === step) stop.requested = true;
  };
  return run(freshDomain(), { stop, onStep, ...changes }).catch((error: unknown) => error);
}

/** What a run left: its log without times, and its tensors. */
async function outcome(domain: ReturnType<typeof freshDomain>, at = directory) {
  const { records, damaged } = await MetricsLog.read(join(at, 'metrics.jsonl'));
  expect(damaged).toEqual([]);
  return { log: records.map(({ imagesPerSecond: _, ...record }) => record), values: valuesOf(domain) };
}

describe('runTraining', () => {
  it('writes a log of every step and epoch, two checkpoints, the best one and events', async () => {
    const domain = freshDomain();
    const position = await run(domain);
    const { log } = await outcome(domain);
    expect(log.filter(({ kind }) => kind === 'step')).toHaveLength(lastStep);
    expect(log.filter(({ kind }) => kind === 'epoch')).toHaveLength(tinyConfig.epochs);
    const names = (await readdir(directory)).sort();
    expect(names.filter((name) => name.startsWith('step-'))).toHaveLength(2);
    expect(names).toEqual(expect.arrayContaining(['best.ftn', 'events.out.tfevents.0000', 'metrics.jsonl']));
    expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(await restoreBest(domain, directory)).toBe(position.best);
  });

  it('resumes bit for bit after a stop at any step', async () => {
    const whole = freshDomain();
    await run(whole);
    const expected = await outcome(whole);
    // The first step, the last of an epoch, one within an epoch, the last of all.
    for (const stopAt of [1, stepsInEpoch, stepsInEpoch + 2, lastStep]) {
      await rm(directory, { recursive: true });
      const stopped = await runUntil(stopAt);
      expect(stopped).toBeInstanceOf(InterruptedError);
      expect((stopped as Error).message).toContain(`stopped at step ${stopAt}; a checkpoint was saved`);
      const domain = freshDomain();
      await run(domain, { resume: true });
      expect(await outcome(domain), `stopped at step ${stopAt}`).toEqual(expected);
    }
  });

  it('resumes bit for bit with closed TAPS layers, whose state only checkpoints store', async () => {
    // So near below the first scores, the threshold is soon crossed by some of them.
    const options = { lambda: 10, warmUp: 1, threshold: 0.145 };
    const optimizers = {
      ...tinyConfig.optimizers,
      scores: { ...tinyConfig.optimizers.default, rate: 0.002 },
    };
    const taps = () => tinyDomain(tinyBackbone(), 'taps', options);
    const config = { ...tinyConfig, optimizers };
    const whole = taps();
    await run(whole, { config });
    expect(whole.adaptedLayers().length).toBeLessThan(whole.parts.parametrizations.size);
    const expected = await outcome(whole);
    await rm(directory, { recursive: true });
    const stop = { requested: false, exitCode: 130 as const };
    const onStep: NonNullable<RunOptions['onStep']> = ({ step }) => {
      stop.requested = step === lastStep - 2;
    };
    await expect(run(taps(), { config, stop, onStep })).rejects.toThrow(InterruptedError);
    const domain = taps();
    await run(domain, { config, resume: true });
    expect(await outcome(domain)).toEqual(expected);
  });

  it('stops within a validation, and repeats it on resuming', async () => {
    const whole = freshDomain();
    await run(whole);
    const expected = await outcome(whole);
    await rm(directory, { recursive: true });
    const stop = { requested: false, exitCode: 143 as const };
    const validate: RunOptions['validate'] = async (_epoch, onBatch) => {
      stop.requested = true;
      onBatch();
      throw new Error('the validation went on');
    };
    const stopped = await run(freshDomain(), { stop, validate }).catch((error: unknown) => error);
    expect(stopped).toMatchObject({ exitCode: 143 });
    // Again before that validation has ended once: nothing newer was saved.
    stop.requested = false;
    const again = await run(freshDomain(), { stop, validate, resume: true }).catch((error: unknown) => error);
    expect(again).toBeInstanceOf(InterruptedError);
    expect(again).toMatchObject({
      exitCode: 143,
      problem: expect.stringMatching(/whose checkpoint is there$/),
    });
    const domain = freshDomain();
    await run(domain, { resume: true });
    expect(await outcome(domain)).toEqual(expected);
  });

  it('resumes from the checkpoint before a damaged one, and says so', async () => {
    const whole = freshDomain();
    await run(whole);
    const expected = await outcome(whole);
    await rm(directory, { recursive: true });
    await runUntil(7, { saveEvery: 3 });
    const newest = join(
      directory,
      (await readdir(directory))
        .filter((name) => name.startsWith('step-'))
        .sort()
        .at(-1)!,
    );
    const bytes = await readFile(newest);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(newest, bytes);
    const notes: string[] = [];
    const domain = freshDomain();
    await run(domain, { resume: true, onNote: (note) => notes.push(note) });
    expect(notes).toEqual([
      expect.stringContaining('is damaged'),
      expect.stringMatching(/^going on after step 6 of 15, in epoch 2 of 3$/),
    ]);
    expect(await outcome(domain)).toEqual(expected);
  });

  it('resumes on another engine with a warning that results are not bit-identical', async () => {
    await runUntil(4);
    const notes: string[] = [];
    await run(freshDomain(), {
      resume: true,
      fingerprint: { threads: 1 },
      onNote: (note) => notes.push(note),
    });
    expect(notes).toEqual([
      expect.stringContaining('not bit for bit'),
      'going on after step 4 of 15, in epoch 1 of 3',
    ]);
  });

  it('refuses to start over a run, to resume with other settings, and to share a directory', async () => {
    await runUntil(4);
    const before = await readFile(join(directory, 'metrics.jsonl'));
    await expect(run()).rejects.toThrow(UsageError);
    await expect(run()).rejects.toThrow('Add `resume`');
    const other = { ...settings, options: { rank: 3 } };
    await expect(run(freshDomain(), { resume: true, settings: other })).rejects.toThrow(
      'options.rank: 2 → 3',
    );
    const wider = tinyDomain(tinyBackbone(), 'ftn', { rank: 3 });
    await expect(run(wider, { resume: true })).rejects.toThrow(MismatchError);
    expect(await readFile(join(directory, 'metrics.jsonl'))).toEqual(before);
    let second: unknown;
    await run(freshDomain(), {
      resume: true,
      onStart: async () => {
        second = await run(freshDomain(), { resume: true }).catch((error: unknown) => error);
      },
    });
    expect(second).toBeInstanceOf(LockedError);
  });

  it.each([false, true])('reads a finished run and changes nothing, resume: %s', async (resume) => {
    const first = freshDomain();
    await run(first);
    const expected = await outcome(first);
    const files = (await readdir(directory)).sort();
    const again = freshDomain();
    const onStart = () => Promise.reject(new Error('it began'));
    expect(await run(again, { resume, onStart })).toMatchObject({ step: lastStep });
    expect(await outcome(again)).toEqual(expected);
    expect((await readdir(directory)).sort()).toEqual(files);
    await expect(run(freshDomain(), { resume, settings: { ...settings, classes: [] } })).rejects.toThrow(
      UsageError,
    );
  });

  it('trains a finished run longer, by the schedule of the longer one, and logs it once', async () => {
    const config = { ...tinyConfig, epochs: tinyConfig.epochs + 2 };
    const longer = { config, settings: { ...settings, epochs: config.epochs } };
    await run();
    await expect(run(freshDomain(), longer)).rejects.toThrow('Add `resume` to train it longer');
    const notes: string[] = [];
    // Killed before its first checkpoint, it is told of the change again.
    const onStart = () => Promise.reject(new Error('killed'));
    await expect(run(freshDomain(), { ...longer, resume: true, onStart })).rejects.toThrow('killed');
    const rates: number[] = [];
    await run(freshDomain(), {
      ...longer,
      resume: true,
      onNote: (note) => notes.push(note),
      onStep: (report) => rates.push(report.rates.factors!),
    });
    expect(notes).toEqual([expect.stringMatching(/in epoch 4 of 5, under other settings \(epochs: 3 → 5\)/)]);
    const changes = [{ step: lastStep, epoch: 3, changes: ['epochs: 3 → 5'], rates: expect.any(String) }];
    expect(await changesOfRun(directory)).toEqual(changes);
    const whole = await mkdtemp(join(tmpdir(), 'ftn-run-'));
    const reference: number[] = [];
    await run(freshDomain(), {
      ...longer,
      directory: whole,
      onStep: (one) => reference.push(one.rates.factors!),
    });
    await rm(whole, { recursive: true });
    expect(rates).toHaveLength(2 * stepsInEpoch);
    expect(rates).toEqual(reference.slice(lastStep));
    // Finished at its new length, it is read as any other.
    await run(freshDomain(), longer);
    expect(await changesOfRun(directory)).toEqual(changes);
  });

  it('goes on under other settings where it is told that it may', async () => {
    await runUntil(4);
    const changed = { settings: { ...settings, classes: ['a'] }, resume: true };
    await expect(run(freshDomain(), changed)).rejects.toThrow('`allowChange`');
    await run(freshDomain(), { ...changed, allowChange: true });
    const [change] = await changesOfRun(directory);
    expect(change).toMatchObject({ step: 4, epoch: 0 });
  });

  it('leaks no tensor while saving and resuming', async () => {
    const backbone = tinyBackbone();
    const domain = tinyDomain(backbone, 'ftn', { rank: 2 });
    await run(domain, { config: { ...tinyConfig, epochs: 1 }, saveEvery: 1 });
    const before = memory().numTensors;
    await run(domain, { resume: true, saveEvery: 1 });
    expect(memory().numTensors).toBe(before);
  });
});
