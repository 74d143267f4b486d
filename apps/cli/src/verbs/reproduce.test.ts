import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { experiments } from '../paper/index.js';
import { ftn, lastJson } from '../testing/commands.js';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-reproduce-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** The experiment in miniature, cut down to a few steps: everything runs, the numbers mean nothing. */
async function smallest(name: string, ...words: string[]) {
  const out = join(scratch, name);
  const few = ['--set', 'madeUp={train: 2, val: 1, test: 1}', '--set', 'epochs=1', '--set', 'input.size=32'];
  const {
    code,
    out: said,
    err,
  } = await ftn(...['reproduce', name, '--mini', '--json', '--out', out, ...few, ...words]);
  expect(code, err).toBe(0);
  const page = await readFile(join(out, 'report.html'), 'utf8');
  return { out, page, table: lastJson(said) as { id: string; rows: Record<string, unknown>[] } };
}

describe('ftn reproduce', () => {
  it('table-s1: compares six methods over the joint backbone and explains their order', async () => {
    const phases =
      'methods.adashare.phases={warm-up: {epochs: 1}, policy: {epochs: 1}, retrain: {epochs: 1}}';
    const { out, page, table } = await smallest('table-s1', '--set', phases);
    expect(table.id).toBe('table-s1-mini');
    expect(table.rows).toHaveLength(6 * 6);
    const methods = new Set(table.rows.map((row) => row.method));
    expect([...methods]).toEqual([
      'fine-tuning',
      'feature-extractor',
      'fc-and-bn-only',
      'adashare',
      'taps',
      'ftn',
    ]);
    expect(page).toContain('Why they come out in this order');
    expect(page).toContain('Which blocks run');
    // What was trained with its domains is stored once, beside adapters that name it.
    expect(existsSync(join(out, 'adashare', 'backbone.safetensors'))).toBe(true);
    const adapter = ['--adapter', join(out, 'adashare', 'sketch'), '--data', 'mini-domains/sketch'];
    const weights = ['--weights', join(out, 'adashare', 'backbone.safetensors'), '--limit', '2'];
    const evaluated = await ftn('evaluate', ...adapter, ...weights, '--json');
    expect(evaluated.code, evaluated.err).toBe(0);
  });

  it('table-s2 and figure-s5: adapts a generator to seasons, with images, a latent walk and a classifier’s verdict', async () => {
    const small = async (name: string, ...words: string[]) => {
      const out = join(scratch, name);
      const few = ['--set', 'madeUp={train: 1, val: 1, test: 1}', '--set', 'epochs=1'];
      const made = await ftn(
        'reproduce',
        name.replace('apart/', ''),
        '--mini',
        '--json',
        '--out',
        out,
        ...few,
        ...words,
      );
      expect(made.code, made.err).toBe(0);
      const page = await readFile(join(out, 'report.html'), 'utf8');
      return { out, page, table: lastJson(made.out) as Record<string, Record<string, unknown>[]> };
    };
    const s2 = await small('table-s2');
    expect(s2.table.rows!.map(({ domain, rank, metric }) => [domain, rank, metric])).toEqual(
      [2, 8].flatMap((rank) => ['winter', 'spring', 'autumn'].map((domain) => [domain, rank, 'PSNR'])),
    );
    // Scales and offsets of 888 channels by 40 numbers, and the first layer: 8 numbers and a bias to 4 × 4 × 192.
    const linears = 2 * 888 * 40 + 9 * 3_072;
    expect(s2.table.rows![0]!.parameters).toBe(1_163_348 + 3 * (2 * 3_116 + linears));
    expect(s2.page).toContain('winter: images and what is made of their latents');
    // Runs of a plan: known to the folder, and finished for good.
    const standing = await ftn('sweep', 'status', s2.out, '--json');
    const { runs } = lastJson(standing.out) as unknown as { runs: { run: string; state: string }[] };
    expect(runs).toHaveLength(6);
    expect(runs.every(({ state }) => state === 'finished')).toBe(true);
    expect(runs[0]!.run).toBe('ftn R=2 · winter · seed 0');
    const few = ['--set', 'madeUp={train: 1, val: 1, test: 1}', '--set', 'epochs=1'];
    const again = await ftn(
      'reproduce',
      'table-s2',
      '--mini',
      '--json',
      '--out',
      s2.out,
      '--jobs',
      '2',
      ...few,
    );
    expect(again.code, again.err).toBe(0);
    expect(again.err).toContain('6 of 6 runs are finished');
    expect(again.err).not.toMatch(/loss [\d.]+/);
    expect(lastJson(again.out).rows).toEqual(s2.table.rows);
    // In processes of their own, to the same numbers.
    const apart = await small('apart/table-s2', '--jobs', '2');
    expect(apart.table.rows).toEqual(s2.table.rows);
    const s5 = await small('figure-s5', '--set', 'generator.classifier={train: 5, test: 5, epochs: 1}');
    for (const file of ['figure-s5.svg', 'figure-s5.png', 'figure-s5-walk.png'])
      expect(existsSync(join(s5.out, file)), file).toBe(true);
    expect(s5.page).toContain('names the season of');
    const { generated } = s5.table.judged as unknown as {
      generated: { bySeason: Record<string, number> };
    };
    expect(Object.keys(generated.bySeason).sort()).toEqual(['autumn', 'spring', 'winter']);
    expect(s5.page).toContain('over the features of resnet10-small (not FID');
  });

  it('refuses options that an experiment on generators does not take', async () => {
    for (const [words, message] of [
      [['table-s2'], "'ftn reproduce table-s2' needs the data and the generator"],
      [['table-s2', '--mini', '--methods', 'taps'], 'adapts a generator by FTN with one seed'],
      [['figure-s5', '--mini', '--data', 'x'], '--mini and --data exclude each other'],
    ] as const) {
      const { code, err } = await ftn('reproduce', ...words);
      expect(code).toBe(2);
      expect(err).toContain(message);
    }
  });

  it('refuses before the first step what a later stage would refuse', async () => {
    const mini = ['--mini', '--out', join(scratch, 'refused')];
    for (const [words, message] of [
      [['table-s1', '--methods', 'ftn,xx'], "unknown method 'xx'"],
      [['domainnet', '--ranks', '1,1'], '--ranks names 1 twice'],
      [['domainnet', '--seeds', '2,2'], '--seeds names 2 twice'],
      [['figure-s5', '--ranks', '2,2'], '--ranks names 2 twice'],
      [['figure-s1', '--methods', 'taps,fine-tuning'], "'taps' has no rank"],
      [['figure-s2', '--methods', 'fine-tuning'], "'fine-tuning' has no rank"],
      [['domainnet', '--generator', 'mini-summer'], 'uses no generator'],
      [['domainnet', '--limit', '5,9'], '--limit takes a whole number'],
      [['table-s2', '--test-limit', '5'], '--limit alone'],
    ] as const) {
      const { code, err } = await ftn('reproduce', ...words, ...mini);
      expect(code, err).toBe(2);
      expect(err).toContain(message);
    }
    const data = ['--data', 'mini-domains', '--out', join(scratch, 'refused')];
    const weights = ['--set', 'backbone=resnet10-small'];
    const tuned = await ftn('reproduce', 'domainnet', ...data, ...weights, '--tune');
    expect(tuned.code).toBe(2);
    expect(tuned.err).toContain("no rates to choose among for 'feature-extractor'");
    const joint = await ftn('reproduce', 'table-s1', ...data, ...weights, '--set', 'joint.epoch=1');
    expect(joint.code).toBe(2);
    expect(joint.err).toContain("Did you mean 'epochs'?");
    expect(existsSync(join(scratch, 'refused'))).toBe(false);
  });

  it('figure-s1: draws a pruning curve for each domain, starting from all layers', async () => {
    const { out, page, table } = await smallest('figure-s1', '--ranks', '2');
    const points = (table as unknown as { points: { domain: string; layers: number }[] }).points;
    expect(new Set(points.map(({ domain }) => domain)).size).toBe(5);
    expect(points[0]!.layers).toBe(12);
    for (const file of ['figure-s1.svg', 'figure-s1.png']) expect(existsSync(join(out, file))).toBe(true);
    expect(page).toContain('Pruning');
  });

  it('figure-s3: draws a column of norms for each rank of one domain', async () => {
    const { out, table } = await smallest('figure-s3', '--ranks', '1,2');
    const norms = (table as unknown as { norms: { rank: number; normalised: number }[] }).norms;
    expect(new Set(norms.map(({ rank }) => rank))).toEqual(new Set([1, 2]));
    expect(Math.max(...norms.map(({ normalised }) => normalised))).toBe(1);
    expect(existsSync(join(out, 'figure-s3.png'))).toBe(true);
  });

  it('lists the experiments and says what each one needs', async () => {
    const without = await ftn('reproduce', 'figure-s2');
    expect(without).toMatchObject({ code: 2, err: expect.stringContaining('--mini') });
    expect((await ftn('reproduce', 'table-s9')).err).toContain("unknown experiment 'table-s9'");
    const both = await ftn('reproduce', 'domainnet', '--mini', '--data', 'mini-domains');
    expect(both).toMatchObject({ code: 2, err: expect.stringContaining('exclude each other') });
    const { out } = await ftn('list', 'experiments', '--json');
    expect((lastJson(out).rows as { name: string }[]).map(({ name }) => name)).toEqual(
      Object.keys(experiments),
    );
  });
});
