import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifest } from '@ftn/adapters/node';
import { InterruptedError, UsageError } from '@ftn/errors';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from '../evaluate/evaluate.js';
import type { RunEvent } from '../progress/events.js';
import { train } from './train.js';

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);

/** A recipe's changes that make a run take a second. */
const small = ['backbone=resnet10-small', 'input.size=32', 'batchSize=4', 'transforms.train=small-training'];
const set = [...small, 'transforms.evaluate=small-evaluation'];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-train-'));
  await writeTinyDomain(at('photos'), 8);
  await writeTinyDomain(at('a', 'pictures'), 4);
  await writeTinyDomain(at('b', 'pictures'), 5);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('train', () => {
  it('writes an adapter with all that evaluate needs to repeat training’s measurement', async () => {
    const run = train({ data: at('photos'), rank: 1, epochs: 2, seed: 5, set, out: at('run') });
    const events: RunEvent[] = [];
    for await (const event of run) events.push(event);
    const [result] = await run;
    expect(result).toMatchObject({ domain: 'photos', task: 'classification', metric: 'accuracy', seed: 5 });
    const epochs = events.filter((event) => event.kind === 'epoch');
    expect(epochs.map(({ epoch }) => epoch)).toEqual([0, 1]);
    const held = await evaluate({ adapter: at('run'), split: 'validation' });
    expect(held.metrics.accuracy).toBe(result!.validation);
    expect(held.images).toBe(3);
    const test = await evaluate({ adapter: at('run') });
    expect(test.metrics).toEqual(result!.metrics);
    const trained = await evaluate({ adapter: at('run'), split: 'train' });
    // Without the images held out: 24 less one of each class.
    expect(trained.images).toBe(21);
  });

  it('records in the adapter the preprocessing as numbers, and which images were used', async () => {
    const manifest = await readManifest(at('run'));
    expect(manifest.input.steps).toEqual([
      { kind: 'resize', size: 32 },
      { kind: 'normalize', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
    ]);
    expect(manifest.data).toMatchObject({
      name: 'photos',
      spec: at('photos'),
      splits: { train: { images: 21 }, validation: { images: 3 }, test: { images: 12 } },
      heldOut: { fraction: 0.1, seed: 5 },
    });
    expect(manifest.training).toMatchObject({ seed: 5, epochs: 2, batchSize: 4 });
    expect(['best', 'last']).toContain(manifest.training!.kept!.of);
  });

  it('evaluates on the same made-up images again, by the limit and seed in the adapter', async () => {
    const [result] = await train({
      data: 'mini-domains/sketch',
      recipe: 'demo',
      rank: 1,
      epochs: 1,
      seed: 5,
      limit: 4,
      out: at('sketch'),
    });
    const again = await evaluate({ adapter: at('sketch') });
    expect(again.images).toBe(64);
    expect(again.metrics).toEqual(result!.metrics);
  });

  it('evaluates dense tasks on the same made-up images again', async () => {
    const results = await train({
      data: 'mini-rooms',
      tasks: ['depth', 'semseg'],
      rank: 1,
      epochs: 1,
      seed: 3,
      limit: 3,
      set: ['input.size=[64, 80]', 'batchSize=2'],
      joint: true,
      out: at('rooms'),
    });
    expect(results.map(({ task, metric }) => [task, metric])).toEqual([
      ['depth', 'RMSE'],
      ['semseg', 'mIoU'],
    ]);
    for (const { task, metrics } of results)
      expect((await evaluate({ adapter: at('rooms', task) })).metrics).toEqual(metrics);
  });

  it('trains two folders with the same base name, each under its own name', async () => {
    const data = [at('a', 'pictures'), at('b', 'pictures')];
    const results = await train({ data, method: 'feature-extractor', epochs: 1, set, out: at('twins') });
    expect(results.map(({ domain }) => domain)).toEqual(['a-pictures', 'b-pictures']);
    const manifests = await Promise.all(results.map(({ folder }) => readManifest(folder)));
    expect(manifests.map(({ data: of }) => of!.spec)).toEqual(data);
    for (const { folder, metrics } of results)
      expect((await evaluate({ adapter: folder })).metrics).toEqual(metrics);
  });

  it('writes the whole adapter before it is tested', async () => {
    const abort = new AbortController();
    const run = train({ data: at('photos'), rank: 1, epochs: 1, set, out: at('cut'), signal: abort.signal });
    await expect(async () => {
      for await (const event of run) if (event.kind === 'progress') abort.abort();
    }).rejects.toThrow(InterruptedError);
    const manifest = await readManifest(at('cut'));
    expect(manifest.metrics).toEqual({});
    expect((await evaluate({ adapter: at('cut') })).images).toBe(12);
  });

  it('stops with a checkpoint and resumes from it', async () => {
    const abort = new AbortController();
    const options = { data: at('photos'), rank: 1, epochs: 2, set, out: at('stopped') };
    const first = train({ ...options, signal: abort.signal });
    await expect(async () => {
      for await (const event of first) if (event.kind === 'step' && event.step === 3) abort.abort();
    }).rejects.toThrow(/stopped at step [34]; a checkpoint was saved/);
    const [resumed] = await train({ ...options, resume: true });
    const [whole] = await train({ ...options, out: at('whole') });
    expect(resumed!.metrics).toEqual(whole!.metrics);
    expect(resumed!.epochs).toEqual(whole!.epochs);
    expect(await readFile(at('stopped', 'adapter', 'adapter.safetensors'))).toEqual(
      await readFile(at('whole', 'adapter', 'adapter.safetensors')),
    );
  });

  it('refuses contradictory options before anything is opened', async () => {
    await expect(train({ data: 'mini-rooms', tasks: ['classification'] })).rejects.toThrow(
      "'mini-rooms' has no classes of images to learn",
    );
    await expect(train({ data: 'none', method: 'ftnn' })).rejects.toThrow("Did you mean 'ftn'?");
    await expect(train({ data: 'none', fromScratch: true })).rejects.toThrow(UsageError);
  });
});
