import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAdapterFolder, readManifest } from '@ftn/adapters/node';
import { decodeSafetensors } from '@ftn/checkpoints';
import { InterruptedError } from '@ftn/errors';
import { generatorFromTensors } from '@ftn/generation';
import { encodePng } from '@ftn/report';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { halveAdapter } from '../convert/halve-adapter.js';
import { evaluate, type GeneratedRow, generate, mix, type RunEvent, type Trained, train } from '../index.js';
import { writeTinyGenerator } from '../testing/tiny-generator.js';
import { mergeGenerator } from './merge-generator.js';

let root: string;
let generator: string;
const at = (...parts: string[]) => join(root, ...parts);
/** Two made-up seasons as one class each, two steps. */
const settings = () => ({
  generator,
  recipe: 'seasons',
  rank: 1,
  data: ['mini-seasons'],
  epochs: 1,
  set: ['generator.expected={}', 'madeUp={train: 1, val: 1, test: 1}', 'domains=[winter, autumn]'],
});
let trained: Trained[];
const events: RunEvent[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ftn-seasons-'));
  generator = at('G.safetensors');
  await writeTinyGenerator(generator);
  const run = train({ ...settings(), out: at('runs') });
  for await (const event of run) events.push(event);
  trained = await run;
});
afterAll(() => rm(root, { recursive: true, force: true }));

const season = (name: string) => at('runs', name);
const both = () => [season('winter'), season('autumn')];
const pixels = ({ images }: GeneratedRow) => images.map(({ rgb }) => [...rgb]);

/** The largest difference of two rows' pixels. */
const farthest = (a: GeneratedRow, b: GeneratedRow) => {
  const [own, other] = [pixels(a).flat(), pixels(b).flat()];
  return own.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0);
};

describe('train of a generator', () => {
  it('returns one result per season, in the form of any other system', async () => {
    expect(trained.map(({ domain }) => domain)).toEqual(['winter', 'autumn']);
    for (const { task, metric, metrics, system, epochs, counts, folder, reconstruction } of trained) {
      expect({ task, metric, method: system.method, rank: system.rank }).toEqual({
        task: 'reconstruction',
        metric: 'PSNR',
        method: 'ftn',
        rank: 1,
      });
      expect(metrics.PSNR).toBeGreaterThan(3);
      expect(epochs).toEqual([{ epoch: 0, loss: expect.any(Number), validation: null }]);
      expect(counts.convolutions).toBeGreaterThan(0);
      expect(reconstruction).toMatchObject({ images: 5, steps: 2, stoppedEarly: false });
      expect(reconstruction!.latents).toHaveLength(5 * 12);
      expect((await readManifest(folder)).metrics).toEqual(metrics);
    }
  });

  it('is stored in half precision with its latents, measured before and after', async () => {
    // Beside it lie the latents of another season, of as many images.
    const out = join(season('autumn'), 'winter-half');
    const halved = await halveAdapter({ adapter: season('winter'), generator, out });
    const [psnr] = halved.measured!.metrics;
    expect(psnr!.before).toBeCloseTo(trained[0]!.metrics.PSNR!, 3);
    expect(psnr!.after).toBeCloseTo(psnr!.before, 1);
    expect((await readManifest(out)).metrics!.PSNR).toBe(psnr!.after);
    const again = await evaluate({ adapter: out, generator });
    expect(again.metrics.PSNR).toBe(psnr!.after);
  });

  it('reports its steps, epochs and results as events', () => {
    const kinds = events.map(({ kind }) => kind);
    for (const kind of ['engine', 'step', 'epoch', 'progress', 'result']) expect(kinds).toContain(kind);
    const steps = events.flatMap((event) => (event.kind === 'step' ? [event] : []));
    expect(steps.map(({ run, step, totalSteps }) => [run, step, totalSteps])).toEqual([
      ['winter', 1, 2],
      ['winter', 2, 2],
      ['autumn', 1, 2],
      ['autumn', 2, 2],
    ]);
    expect(steps[0]!.losses.reconstruction).toBeGreaterThan(0);
  });

  it('writes a recipe that repeats the run, and resumes after a stop', async () => {
    const config = await readFile(season('winter').concat('/config.yaml'), 'utf8');
    expect(config).toContain(`backbone: ${generator}`);
    const again = {
      recipe: season('winter').concat('/config.yaml'),
      rank: 1,
      set: ['domains=[winter]'],
      data: 'mini-seasons',
      out: at('again'),
    };
    const abort = new AbortController();
    const run = train({ ...again, signal: abort.signal });
    const cut = (async () => {
      for await (const { kind } of run) if (kind === 'step') abort.abort();
    })();
    await expect(cut).rejects.toThrow(InterruptedError);
    const [resumed] = await train({ ...again, resume: true });
    expect(resumed!.metrics).toEqual(trained[0]!.metrics);
    expect(resumed!.reconstruction!.latents).toEqual(trained[0]!.reconstruction!.latents);
  });

  it('accepts a folder of images without classes, and ignores other files', async () => {
    const row = (await generate({ generator, count: 3 })).rows[0]!;
    expect(row.images).toHaveLength(3);
    await mkdir(at('photos'));
    for (const [i, image] of row.images.entries())
      await writeFile(at('photos', `${i}.png`), encodePng(image));
    const [result] = await train({ ...settings(), data: at('photos'), out: at('of-photos') });
    expect(result).toMatchObject({ domain: 'photos', reconstruction: { images: 3 } });
  });

  it('leaks no tensor', async () => {
    const before = memory().numTensors;
    await train({ ...settings(), set: [...settings().set, 'domains=[spring]'], out: at('spring') });
    expect(memory().numTensors).toBe(before);
  });
});

describe('evaluate of a generator’s adapter', () => {
  it('measures without flags on the images it was adapted to', async () => {
    const { metrics, images, split, task } = await evaluate({ adapter: season('winter'), generator });
    expect(metrics).toEqual(trained[0]!.metrics);
    expect({ images, split, task }).toEqual({ images: 5, split: 'train', task: 'reconstruction' });
  });

  it('refuses other images, splits and networks', async () => {
    const adapter = season('winter');
    const other = evaluate({ adapter, generator, data: 'mini-seasons/autumn' });
    await expect(other).rejects.toThrow(/these are not the images 'winter' was adapted to/);
    await expect(evaluate({ adapter, generator, split: 'validation' })).rejects.toThrow(/have no split/);
    await expect(evaluate({ adapter, generator, weights: '/nowhere' })).rejects.toThrow(
      /`weights` names a network/,
    );
    await expect(evaluate({ adapter })).rejects.toThrow(
      /no generator was named.*expected `generator: FILE` of biggan32-w4/s,
    );
  });
});

describe('generate', () => {
  it('makes images of seasons, their mixtures and the generator itself from the same latents', async () => {
    const mixtures = [
      'winter=0.5,autumn=0.5',
      'winter=0,autumn=0',
      'winter=1,autumn=-1',
      'winter=1,autumn=0',
    ];
    const { rows } = await generate({ generator, adapters: both(), mix: mixtures, base: true, count: 2 });
    const [base, winter, autumn, half, none, less, whole] = rows;
    expect(rows.map(({ name }) => name)).toEqual([generator, 'winter', 'autumn', ...mixtures]);
    expect(base!.classes).toEqual(['0', '1']);
    expect(winter!.classes).toEqual(['winter', 'winter']);
    expect(half!.classes).toEqual(['winter + autumn', 'winter + autumn']);
    expect(farthest(whole!, winter!)).toBeLessThanOrEqual(1);
    // Nothing of either season is their common beginning: latents are the generator's own, as the base's are.
    expect(farthest(none!, half!)).toBeGreaterThan(1);
    for (const row of [half!, none!, less!, autumn!])
      expect(new Set(row.images[0]!.rgb).size).toBeGreaterThan(2);
    expect(pixels(half!)).not.toEqual(pixels(winter!));
  });

  it('walks through latents and returns to the start', async () => {
    const { frames, rows } = await generate({ generator, adapters: [season('winter')], walk: 3, count: 2 });
    expect(frames).toHaveLength(3);
    expect(frames[0]).toMatchObject({ width: 2 * 32 + 2, height: 32 });
    expect(rows).toEqual([{ name: 'winter', classes: ['winter', 'winter'], images: [] }]);
  });

  it('refuses unknown names in a mixture, unknown classes and invalid numbers', async () => {
    const adapters = both();
    await expect(generate({ generator, count: 0 })).rejects.toThrow(/'count' must be a whole number/);
    await expect(generate({ generator, classes: ['9'] })).rejects.toThrow(/there is no class '9'/);
    await expect(generate({ generator, adapters, mix: 'spring' })).rejects.toThrow(
      /names 'spring', which is not among/,
    );
    await expect(generate({ generator, adapters, mix: 'winter=NaN' })).rejects.toThrow(
      /invalid mixture 'winter=NaN'/,
    );
    await expect(generate({ generator, adapters, classes: ['winter'], base: true })).rejects.toThrow(
      /no class 'winter'/,
    );
  });
});

it('mix writes a mixture as an adapter, and merge writes it as a plain generator', async () => {
  const shares = 'winter=0.5,autumn=0.5';
  const made = await mix({ generator, adapters: both(), mix: shares, out: at('late') });
  expect(made).toMatchObject({ name: shares, classes: ['winter + autumn'], folder: at('late') });
  const { rows } = await generate({ generator, adapters: [at('late')], count: 2 });
  const mixed = await generate({ generator, adapters: both(), mix: shares, count: 2 });
  expect(pixels(rows[0]!)).toEqual(pixels(mixed.rows[2]!));
  const out = at('merged.safetensors');
  const merged = await mergeGenerator(await readAdapterFolder(season('winter')), { generator, out });
  expect(merged).toMatchObject({ file: out, classes: 1 });
  const whole = generatorFromTensors(decodeSafetensors(await readFile(out)).tensors);
  expect(whole.architecture.config.classes).toBe(1);
  whole.dispose();
  const latents = await generate({ generator: out, count: 1 });
  expect(latents.rows[0]!.images).toHaveLength(1);
});

it('an adapter is refused over a different generator of the same kind, which the error names', async () => {
  await cp(season('winter'), at('copied'), { recursive: true });
  const manifest = await readFile(at('copied', 'adapter', 'adapter.json'), 'utf8');
  expect(manifest).toContain('biggan32-w4');
  const other = generate({ generator: 'mini-summer', adapters: [at('copied')] });
  await expect(other).rejects.toThrow(/another/);
});
