import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, type Outcome, tinyRecipe, tinyRooms } from './testing/commands.js';
import { writeEngineersData } from './testing/engineers-data.js';

let scratch: string;
let data: string;
const at = (...parts: string[]) => join(scratch, ...parts);
const log: string[] = [];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-days-'));
  data = await writeEngineersData(at('a'));
  // Pictures of kinds nobody reads, and one that is cut off.
  await writeFile(join(data, 'clipart', 'train', 'birds', 'old.bmp'), 'BM no picture that is read');
  await cp(join(data, 'emoji'), at('broken'), { recursive: true });
  const [name] = await readdir(at('broken', 'train', 'boats'));
  await truncate(at('broken', 'train', 'boats', name!), 90);
});
afterAll(async () => {
  process.stdout.write(`\n${log.join('\n')}\n`);
  await rm(scratch, { recursive: true, force: true });
});

/** Does what a person typed on one of the two days; says how long it took, and holds the exit code. */
async function step(what: string, code: number, ...words: string[]): Promise<Outcome> {
  const began = performance.now();
  const outcome = await ftn(...words);
  const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(6);
  log.push(`${seconds} s  ${what.padEnd(4)} ftn ${words.join(' ').replaceAll(scratch, '…').slice(0, 120)}`);
  expect(outcome.code, `${what}: ${outcome.err}`).toBe(code);
  return outcome;
}

const small = ['--recipe', tinyRecipe, '--workers', '0', '--epochs', '1'];
const photos = () => join(data, 'photos');
const emoji = () => join(data, 'emoji');

describe('the engineer’s day', () => {
  it('begins: version, data as it came', async () => {
    expect((await step('A2', 0, '--version')).out).toMatch(/^\S*\d+\.\d+\.\d+/);
    const all = await step('A5', 3, 'data', 'check', data);
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
      join(data, 'clipart'),
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
      ...['--size', '32', '--rank', '1', '--out', at('a13')],
    ];
    await step('A13', 0, ...finished('1'));
    const again = await step('A16', 0, ...finished('1'));
    expect(again.out).toContain('FTN R=1');
    await step('A16', 0, ...finished('2'), '--resume');
  });

  it('compares domains, and shows where it fails', async () => {
    await rm(join(data, 'clipart', 'train', 'birds', 'old.bmp'));
    const compared = await step(
      ...([
        'A14',
        0,
        'compare',
        '--data',
        data,
        ...small,
        '--methods',
        'feature-extractor,ftn',
        '--ranks',
        '1,2',
      ] as const),
      ...['--out', at('cmp')],
    );
    expect(compared.out).toContain('FTN R=2');
    expect(existsSync(at('cmp', 'report.html'))).toBe(true);
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
    const bad = await step('A24', 3, 'predict', '--adapter', adapter, at('broken', 'train', 'boats'));
    expect(bad.out.trim().split('\n').length).toBeGreaterThanOrEqual(7);
    await step('A26', 0, 'export', '--adapter', adapter, '--out', at('emoji.onnx'));
    await step('A28', 0, 'merge', '--adapter', adapter, '--out', at('merged.safetensors'));
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

describe('the researcher’s day', () => {
  it('repeats a table and changes it', async () => {
    const words = [
      'compare',
      '--data',
      photos(),
      ...small,
      '--methods',
      'feature-extractor,ftn',
      '--ranks',
      '1',
    ];
    const begun = await step('B4', 0, ...words, '--seeds', '0,1', '--resume', '--out', at('b4'));
    expect(begun.err).toMatch(/nothing to resume|no run/i);
    expect(begun.out).toContain('±');
    const again = await step('B2', 0, ...words, '--seeds', '0,1', '--out', at('b4'));
    expect(again.out.split('\n').slice(-8)).toEqual(begun.out.split('\n').slice(-8));
    for (const name of ['table.csv', 'table.md', 'table.tex'])
      expect(existsSync(at('b4', name)), name).toBe(true);
    const limited = ['compare', '--data', 'mini-domains/sketch', ...small, '--methods', 'feature-extractor'];
    const counted = await step(
      'B6',
      0,
      ...limited,
      '--limit',
      '5',
      '--test-limit',
      '2',
      '--json',
      '--out',
      at('b6'),
    );
    const { run } = lastJson(counted.out) as {
      run: { images: Record<string, { train: number; test: number }> };
    };
    expect(Object.values(run.images)).toEqual([{ train: 80, test: 32 }]);
  });

  it('changes the method', async () => {
    const train = (...words: string[]) => ['train', '--data', photos(), ...small, ...words];
    const by = await step('B7', 0, ...train('--rank', 'layer4=4,*=1', '--out', at('b7')));
    expect(by.out).toContain('FTN');
    const none = await step('B8', 2, ...train('--rank', '4', '--option', 'layers=layer9', '--out', at('b8')));
    expect(none.err).toContain('layer9');
    await step('B9', 2, ...train('--rank', '4', '--option', 'rank=2', '--out', at('b9')));
    const set = (value: string) => ['--set', value];
    const extras = [
      ...set('methods.ftn.optimizers.default={kind: adamw, rate: 0.001}'),
      ...[...set('schedule.warmup=0.5'), ...set('labelSmoothing=0.1'), ...set('maxGradNorm=1')],
      ...set('transforms.train=[{randomCrop: 32}, randAugment]'),
    ];
    await step('B12', 0, ...train(...extras, '--rank', '1', '--out', at('b12')));
    const diverged = await step(
      'B13',
      5,
      ...train(...set('methods.ftn.optimizers.factors.rate=1e30'), '--rank', '1', '--out', at('b13')),
    );
    expect(diverged.err).toMatch(/not finite|diverged/i);
    const files = await readdir(at('b12'));
    expect(files).toContain('metrics.csv');
    expect(files.some((name) => name.startsWith('events.out.tfevents'))).toBe(true);
  });

  it('learns maps, and lists what was run', async () => {
    const words = [
      'train',
      '--data',
      'mini-rooms',
      '--recipe',
      tinyRooms,
      '--task',
      'depth',
      '--workers',
      '0',
      '--epochs',
      '1',
    ];
    await step('B18', 0, ...words, '--limit', '4', '--out', at('rooms'));
    const image = at('room.png');
    await step('B23', 0, 'data', 'show', 'mini-rooms', '--columns', '1', '--out', image);
    await step('B23', 0, 'predict', image, '--adapter', at('rooms', 'adapter'), '--out', at('maps'));
    const maps = await readdir(at('maps'));
    expect(maps.some((name) => name.endsWith('.mm.png')) && maps.some((name) => name.endsWith('.npy'))).toBe(
      true,
    );
    for (const list of ['methods', 'experiments', 'data']) {
      const { out } = await step('B24', 0, 'list', list);
      // Columns of a terminal are the business of columns.test.ts.
      expect(out.trim().split('\n').length).toBeGreaterThan(4);
    }
    const { out } = await step('B26', 0, 'runs', scratch);
    expect(out).toContain('b12');
    expect(await readFile(at('b4', 'report.html'), 'utf8')).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  });
});
