import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSafetensors } from '@ftn/checkpoints';
import { MetricsLog } from '@ftn/checkpoints/node';
import { tinyClasses, writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, tinyRecipe } from '../testing/commands.js';

let scratch: string;
let data: string;
let run: string;
const at = (...parts: string[]) => join(scratch, ...parts);
const train = (...words: string[]) =>
  ftn('train', '--recipe', tinyRecipe, '--set', 'keep=best', '--workers', '0', ...words);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-train-'));
  data = await writeTinyDomain(at('colours'));
  run = at('run');
  const { code, err } = await train('--data', data, '--method', 'ftn', '--rank', '2', '--out', run);
  expect(code, err).toBe(0);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('ftn train', () => {
  it('writes adapter, configuration, metrics, events and checkpoints to the folder', async () => {
    const names = await readdir(run);
    const expected = ['adapter', 'best.ftn', 'config.yaml', 'events.out.tfevents.0000', 'metrics.jsonl'];
    expect(names).toEqual(expect.arrayContaining(expected));
    expect((await readdir(join(run, 'adapter'))).sort()).toEqual([
      'README.md',
      'adapter.json',
      'adapter.safetensors',
    ]);
    const manifest = JSON.parse(await readFile(join(run, 'adapter', 'adapter.json'), 'utf8'));
    expect(manifest).toMatchObject({
      name: 'colours',
      method: 'ftn',
      outputs: tinyClasses,
      task: 'classification',
      options: { rank: 2 },
    });
    expect(manifest.input).toMatchObject({
      size: [32, 32],
      steps: [
        { kind: 'resize', size: 32 },
        { kind: 'normalize', mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
      ],
    });
    const { records } = await MetricsLog.read(join(run, 'metrics.jsonl'));
    expect(records.filter(({ kind }) => kind === 'epoch')).toHaveLength(3);
  });

  it('reports the validation split, every epoch, and the test accuracy of the best epoch', async () => {
    const { code, out, err } = await train(
      '--data',
      data,
      '--method',
      'fc-and-bn-only',
      '--out',
      at('lines'),
    );
    expect(code).toBe(0);
    expect(err).toContain(
      'colours: 21 images for training, 3 for validation (held out of training), 12 for testing',
    );
    expect(err).toMatch(/engine: (native|wasm|cpu) /);
    expect(err).toMatch(/memory: about \d+\.\d GB with batches of 8 images/);
    expect(err).toMatch(/colours: epoch 3 of 3: loss \d\.\d{4}, validation accuracy \d+\.\d\d %/);
    expect(err).toMatch(
      /colours: test accuracy \d+\.\d\d % after epoch \d, the best of 3 on validation images, written to .*lines\/adapter/,
    );
    expect(out).toContain('FC and BN only');
  });

  it('with --json prints the result table and nothing else on stdout', async () => {
    const { code, out } = await train(
      '--data',
      data,
      '--method',
      'feature-extractor',
      '--out',
      at('json'),
      '--json',
    );
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    const table = lastJson(out) as { engine: string; rows: Record<string, unknown>[] };
    expect(['native', 'wasm', 'cpu']).toContain(table.engine);
    expect(table.rows).toEqual([
      expect.objectContaining({
        method: 'feature-extractor',
        domain: 'colours',
        metric: 'accuracy',
        multiple: 1,
      }),
    ]);
  });

  it('gives the same numbers again from its own config.yaml', async () => {
    const config = join(run, 'config.yaml');
    const { code, err } = await ftn(
      'train',
      '--recipe',
      config,
      '--data',
      data,
      '--method',
      'ftn',
      '--out',
      at('again'),
    );
    expect(code, err).toBe(0);
    const weights = (folder: string) => readFile(join(folder, 'adapter', 'adapter.safetensors'));
    expect((await weights(at('again'))).equals(await weights(run))).toBe(true);
  });

  it('writes each of several domains to its own folder', async () => {
    await writeTinyDomain(at('two', 'first'), 4);
    await writeTinyDomain(at('two', 'second'), 4);
    const words = [
      '--data',
      at('two'),
      '--method',
      'feature-extractor',
      '--epochs',
      '1',
      '--out',
      at('pair'),
      '--json',
    ];
    const { code, out } = await train(...words);
    expect(code).toBe(0);
    expect((await readdir(at('pair'))).sort()).toEqual(['first', 'second']);
    const { rows } = lastJson(out) as { rows: { domain: string }[] };
    expect(rows.map(({ domain }) => domain)).toEqual(['first', 'second']);
  });

  it('trains a backbone from scratch that the next run adapts', async () => {
    const scratchRun = at('new');
    const words = [
      '--data',
      data,
      '--method',
      'fine-tuning',
      '--from-scratch',
      '--epochs',
      '1',
      '--out',
      scratchRun,
    ];
    expect((await train(...words)).code).toBe(0);
    const weights = join(scratchRun, 'backbone.safetensors');
    expect(existsSync(join(scratchRun, 'adapter'))).toBe(false);
    const { tensors } = decodeSafetensors(await readFile(weights));
    expect(tensors.get('conv1.weight')!.shape).toEqual([16, 3, 3, 3]);
    expect(tensors.get('fc.weight')!.shape).toEqual([3, 128]);
    const next = ['--data', data, '--method', 'feature-extractor', '--epochs', '1', '--out', at('next')];
    expect((await train(...next, '--weights', weights)).code).toBe(0);
    // An adapter belongs to the weights it was trained over.
    const evaluated = await ftn('evaluate', '--adapter', at('next'), '--data', data);
    expect(evaluated.code).toBe(3);
    expect(evaluated.err).toContain('the adapter was trained over another backbone');
  });

  it('with --print-config prints the configuration and trains nothing', async () => {
    const words = ['--method', 'ftn', '--rank', '5', '--option', 'modes=separable', '--set', 'epochs=9'];
    const { code, out } = await train(...words, '--print-config', '--out', at('nothing'));
    expect(code).toBe(0);
    expect(out).toMatch(/rank: 5[\s\S]*modes: separable/);
    expect(out).toContain('epochs: 9');
    expect(existsSync(at('nothing'))).toBe(false);
  });
});

describe('the adapter that ftn train writes', () => {
  it('evaluates to the accuracy recorded when it was written', async () => {
    const manifest = JSON.parse(await readFile(join(run, 'adapter', 'adapter.json'), 'utf8'));
    const { code, out, err } = await ftn('evaluate', '--adapter', run, '--data', data, '--json');
    expect(code, err).toBe(0);
    const result = lastJson(out) as {
      images: number;
      rows: { metric: string; value: number }[];
      classes: { class: string }[];
    };
    expect(result.images).toBe(12);
    expect(result.rows.find(({ metric }) => metric === 'accuracy')!.value).toBe(manifest.metrics.accuracy);
    expect(result.classes.map((entry) => entry.class)).toEqual(tinyClasses);
    const text = await ftn('evaluate', '--adapter', join(run, 'adapter'), '--data', data);
    expect(text.out).toMatch(new RegExp(`accuracy +${manifest.metrics.accuracy.toFixed(2)} %`));
  });

  it('is shown where it fails: on the terminal, as a page, figures and CSV files', async () => {
    const words = ['evaluate', '--adapter', run, '--data', data];
    const text = await ftn(...words);
    expect(text.out).toMatch(/ECE +\d+\.\d\d %/);
    expect(text.out).toMatch(/class +images +correct +accuracy % +precision % +IoU %/);
    const { code, out, err } = await ftn(...words, '--out', at('fails'), '--json');
    expect(code, err).toBe(0);
    const { confusion, calibration, rows } = lastJson(out) as {
      confusion: { of: string; counts: number[] };
      calibration: { bins: { count: number }[] };
      rows: { metric: string; value: number }[];
    };
    expect(confusion.counts.reduce((a, b) => a + b)).toBe(12);
    expect(calibration.bins.reduce((sum, { count }) => sum + count, 0)).toBe(12);
    const figures = ['confusion.svg', 'confusion.png', 'calibration.png', 'worst.png', 'report.html'];
    for (const file of [...figures, 'classes.csv', 'calibration.csv', 'confusion.csv', 'table.json'])
      expect(existsSync(at('fails', file)), file).toBe(true);
    const csv = async (name: string) => (await readFile(at('fails', name), 'utf8')).trimEnd().split('\n');
    const images = (await csv('images.csv')).slice(1).map((line) => line.split(','));
    expect(images).toHaveLength(12);
    const losses = images.map((cells) => Number(cells.at(-1)));
    expect(losses).toEqual([...losses].sort((a, b) => b - a));
    const right = images.filter((cells) => cells[1] === cells[2]).length;
    expect((100 * right) / 12).toBeCloseTo(rows.find(({ metric }) => metric === 'accuracy')!.value, 10);
    expect((await csv('wrong.csv')).slice(1)).toHaveLength(12 - right);
  });

  it('classifies single images', async () => {
    const images = [0, 1].map((n) => join(data, 'test', 'red', `red-0000${n}.png`));
    const { code, out } = await ftn('predict', '--adapter', run, '--top', '2', '--json', ...images);
    expect(code).toBe(0);
    const { rows } = lastJson(out) as {
      rows: { file: string; predictions: { class: string; probability: number }[] }[];
    };
    expect(rows.map(({ file }) => file)).toEqual(images);
    for (const { predictions } of rows) {
      expect(predictions).toHaveLength(2);
      expect(predictions[0]!.probability).toBeGreaterThanOrEqual(predictions[1]!.probability);
    }
    const text = await ftn('predict', '--adapter', run, images[0]!);
    expect(text.out).toMatch(/red-00000\.png: \w+ \d+\.\d %, \w+ \d+\.\d %, \w+ \d+\.\d %\n$/);
  });

  it('merges into one network, which is replaced only with --force', async () => {
    const out = at('merged.safetensors');
    const merge = (...words: string[]) => ftn('merge', '--adapter', run, '--out', out, ...words);
    expect((await merge()).code).toBe(0);
    const { tensors, metadata } = decodeSafetensors(await readFile(out));
    expect(tensors.get('layer4.0.bn2.running_var')!.shape).toEqual([128]);
    expect(tensors.get('fc.bias')!.shape).toEqual([3]);
    const labels = JSON.parse(metadata.get('outputs')!);
    expect(labels).toEqual(tinyClasses);
    const refused = await merge();
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('the file exists. Add --force to replace it');
    expect((await merge('--force')).code).toBe(0);
  });
});
