import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModel } from '@ftn/library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastJson, spawnFtn } from './testing/commands.js';
import { Day, small } from './testing/day.js';

let day: Day;
const at = (...parts: string[]) => day.at(...parts);
const step: Day['step'] = (...of) => day.step(...of);
const emoji = () => join(day.data, 'emoji');
const photos = () => join(day.data, 'photos');

/** The most probable class of the only image of a prediction as JSON. */
function bestOf(out: string): { readonly class: string; readonly probability: number } {
  const { predictions } = JSON.parse(out.trim()) as { predictions: { class: string; probability: number }[] };
  return predictions[0]!;
}

beforeAll(async () => {
  day = await Day.begin();
  // Pictures of kinds nobody reads, and one that is cut off.
  await writeFile(join(day.data, 'clipart', 'train', 'birds', 'old.bmp'), 'BM no picture that is read');
  await cp(join(day.data, 'emoji'), at('broken'), { recursive: true });
  const [name] = await readdir(at('broken', 'train', 'boats'));
  await truncate(at('broken', 'train', 'boats', name!), 90);
});
afterAll(() => day[Symbol.asyncDispose]());

describe('the engineer’s day', () => {
  it('begins: version, data as it came', async () => {
    expect((await step('A2', 0, '--version')).out).toMatch(/^\S*\d+\.\d+\.\d+/);
    const all = await step('A5', 3, 'data', 'check', day.data);
    expect(all.out).toContain('old.bmp');
    const { out } = await step('A6', 0, 'data', 'check', photos());
    // What is so of many images is one line; errors would come last.
    expect(out.trim().split('\n').length).toBeLessThan(8);
    await step('A36', 0, 'data', 'show', photos(), '--out', at('sheet.png'));
  });

  it('trains on it: broken files, sizes and rates', async () => {
    const refused = await step(
      'A8',
      3,
      'train',
      '--data',
      join(day.data, 'clipart'),
      ...small,
      '--out',
      at('a8'),
    );
    expect(refused.err).toContain('old.bmp: the image has an unsupported format');
    const words = ['train', '--data', at('broken'), ...small, '--rank', '2'];
    await step('A8', 3, ...words, '--out', at('a8'));
    const skipped = await step('A8', 0, ...words, '--skip-broken', '3', '--out', at('a8'));
    expect(skipped.err).toContain('left out boats/');
    await step(
      'A10',
      0,
      'train',
      '--data',
      emoji(),
      ...small,
      '--lr',
      '0.01',
      '--size',
      '64',
      '--out',
      at('a12'),
    );
    const finished = (epochs: string) => [
      ...['train', '--data', emoji(), ...small.slice(0, -1), epochs],
      ...['--size', '32', '--rank', '1', '--set', 'keep=best', '--out', at('a13')],
    ];
    const trained = await step('A13', 0, ...finished('1'));
    // How many images each set has, and which epoch the adapter holds.
    expect(trained.err).toMatch(
      /emoji: \d+ images for training, \d+ for validation \(held out of training\), 12 for testing/,
    );
    expect(trained.err).toMatch(/after epoch 1, the best of 1 on validation images/);
    const again = await step('A16', 0, ...finished('1'));
    expect(again.out).toContain('FTN R=1');
    await step('A16', 0, ...finished('2'), '--resume');
  });

  it('compares domains, and shows where it fails', async () => {
    await rm(join(day.data, 'clipart', 'train', 'birds', 'old.bmp'));
    const compared = await step(
      ...([
        'A14',
        0,
        'compare',
        '--data',
        day.data,
        ...small,
        '--methods',
        'feature-extractor,ftn',
        '--ranks',
        '1,2',
      ] as const),
      ...['--out', at('cmp')],
    );
    expect(compared.out).toContain('FTN R=2');
    const page = await readFile(at('cmp', 'report.html'), 'utf8');
    // A17: the page says in plain words what was done and found, and fits a telephone.
    expect(page).toMatch(/One resnet10-small was adapted to 3 domains .* with 2 methods/);
    expect(page).toMatch(/width=device-width/);
    expect(page).toContain('@media print');
    expect((await readdir(at('cmp', 'figures'))).some((name) => name.endsWith('.svg'))).toBe(true);
    const adapter = at('cmp', 'ftn-R-2', 'emoji');
    const evaluated = await step('A18', 0, 'evaluate', '--adapter', adapter, '--out', at('eval'));
    expect(evaluated.out).toContain('accuracy');
    const files = await readdir(at('eval'), { recursive: true });
    expect(files.filter((name) => name.endsWith('.csv')).length).toBeGreaterThan(2);
    // Trained on all its images: nothing is left to search with, and nothing is called held out that is not.
    const words = ['--max-drop', '50', '--thresholds', '2', '--trials', '2'];
    const refused = await step('A19', 2, 'prune', '--adapter', adapter, ...words);
    expect(refused.err).toContain('which training did not learn from');
    await step('A19', 0, 'prune', '--adapter', at('a13', 'adapter'), ...words, '--out', at('pruned'));
    const bytes = await step('A12', 0, 'runs', at('cmp'), '--json');
    expect((lastJson(bytes.out) as { rows: unknown[] }).rows.length).toBeGreaterThan(0);
  });

  it('predicts and deploys', async () => {
    const adapter = at('cmp', 'ftn-R-2', 'emoji');
    const test = join(emoji(), 'test');
    const rows = async (...words: string[]) =>
      (await step('A23', 0, 'predict', '--adapter', adapter, ...words)).out;
    expect((await rows(test, '--csv')).trim().split('\n')).toHaveLength(13);
    const json = (await rows(join(test, 'birds'), '--jsonl')).trim().split('\n');
    expect(json.map((line) => JSON.parse(line))).toHaveLength(4);
    const listed = await step('A22', 0, 'predict', '--adapter', adapter, join(test, 'birds', '*'));
    expect(listed.out).toMatch(/%/);
    const bad = await step('A24', 3, 'predict', '--adapter', adapter, at('broken', 'train', 'boats'));
    expect(bad.out.trim().split('\n').length).toBeGreaterThanOrEqual(7);
    await step('A26', 0, 'export', '--adapter', adapter, '--out', at('emoji.onnx'));
    await step('A28', 0, 'merge', '--adapter', adapter, '--out', at('merged.safetensors'));
    const halved = await step('A20', 0, 'convert', adapter, at('half'), '--half');
    expect(halved.out).toMatch(/in float16, .* before/);
    // A30, A31: one network in a program, adapters switched by name, equal to the command to the digit.
    const [file] = await readdir(join(test, 'birds'));
    const image = join(test, 'birds', file!);
    const one = await step('A22', 0, 'predict', '--adapter', adapter, image, '--jsonl');
    await day.timed('A31', 'loadModel(null, { emoji, photos }).predict(…)', async () => {
      await using model = await loadModel(null, { emoji: adapter, photos: at('cmp', 'ftn-R-2', 'photos') });
      const found = await model.predict('emoji', image);
      const best = bestOf(one.out);
      expect(best.class).toBe(found[0]!.label);
      expect(best.probability).toBeCloseTo(found[0]!.probability, 6);
      expect((await model.predict('photos', image)).length).toBeGreaterThan(1);
    });
    const wasm = await day.timed(
      'A32',
      'FTN_ENGINE=wasm ftn predict …',
      () =>
        spawnFtn(['predict', '--adapter', adapter, image, '--jsonl'], { env: { FTN_ENGINE: 'wasm' } }).ended,
    );
    expect(wasm.code, wasm.err).toBe(0);
    expect(bestOf(wasm.out).class).toBe(bestOf(one.out).class);
    expect(bestOf(wasm.out).probability).toBeCloseTo(bestOf(one.out).probability, 3);
    const error = await step('A25', 4, 'predict', '--adapter', at('nowhere'), test, '--json');
    expect(lastJson(error.out)).toMatchObject({ error: { code: 'STORAGE', exitCode: 4 } });
  });

  it('has folders that are not as they should be', async () => {
    await step(
      'A33',
      0,
      'train',
      '--data',
      join(emoji(), 'train'),
      '--test-fraction',
      '0.25',
      ...small,
      '--out',
      at('a33'),
    );
    await cp(emoji(), at('untested'), { recursive: true });
    await rm(at('untested', 'test', 'hearts'), { recursive: true });
    await step('A34', 0, 'train', '--data', at('untested'), ...small, '--out', at('a34'));
    await cp(emoji(), at('named'), { recursive: true });
    for (const split of ['train', 'test']) {
      await cp(at('named', split, 'birds'), at('named', split, 'Käse & Brot'), { recursive: true });
      await cp(at('named', split, 'boats'), at('named', split, '日本'), { recursive: true });
    }
    await step('A35', 0, 'train', '--data', at('named'), ...small, '--out', at('a35'));
  });
});
