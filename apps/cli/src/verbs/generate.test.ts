import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSafetensors, fromFloat32 } from '@ftn/checkpoints';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson } from '../testing/commands.js';
import { writeTinyDiscriminator, writeTinyGenerator } from '../testing/tiny-generator.js';

let scratch: string;
let generator: string[];
const at = (...parts: string[]) => join(scratch, ...parts);
const few = [
  '--set',
  'madeUp={train: 2, val: 1, test: 1}',
  '--set',
  'generator.expected={}',
  '--epochs',
  '2',
];

/** Adapts the tiny generator to seasons; a few steps. */
async function adapt(...words: string[]) {
  const outcome = await ftn(
    'train',
    ...generator,
    '--recipe',
    'table-s2-mini',
    '--rank',
    '1',
    ...few,
    ...words,
  );
  expect(outcome.code, outcome.err).toBe(0);
  return outcome;
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-generate-'));
  await writeTinyGenerator(at('G.safetensors'));
  generator = ['--generator', at('G.safetensors')];
  await adapt('--data', 'mini-seasons', '--set', 'domains=[winter, autumn]', '--out', at('runs'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const adapters = () => ['winter', 'autumn'].flatMap((name) => ['--adapter', at('runs', name)]);

describe('ftn train --generator', () => {
  it('writes an adapter, latents and a recipe for each domain, which evaluate finds again', async () => {
    for (const name of ['winter', 'autumn']) {
      const files = await readdir(at('runs', name));
      expect(files).toEqual(expect.arrayContaining(['adapter', 'latents.safetensors', 'config.yaml']));
    }
    const manifest = JSON.parse(await readFile(at('runs', 'winter', 'adapter', 'adapter.json'), 'utf8'));
    const words = [
      'evaluate',
      '--adapter',
      at('runs', 'winter'),
      '--data',
      'mini-seasons/winter',
      ...generator,
    ];
    const { code, out, err } = await ftn(...words, '--json');
    expect(code, err).toBe(0);
    const rows = lastJson(out).rows as { metric: string; value: number }[];
    expect(rows.map(({ metric, value }) => [metric, value])).toEqual([
      ['PSNR', manifest.metrics.PSNR],
      ['SSIM', manifest.metrics.SSIM],
    ]);
    const elsewhere = words.map((word) => word.replace('mini-seasons/winter', 'mini-seasons/spring'));
    const wrong = await ftn(...elsewhere);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain("these are not the images 'winter' was adapted to");
    const others = await ftn(...words, '--limit', '1');
    expect(others.code).toBe(2);
    expect(others.err).toContain("these are not the images 'winter' was adapted to");
  });

  it('resumes a run, and refuses to resume it with other data', async () => {
    const words = ['--data', 'mini-seasons/spring', '--out', at('spring')];
    await adapt(...words);
    const again = await adapt(...words, '--resume');
    expect(again.out).toContain('spring');
    const other = ['train', ...generator, '--recipe', 'table-s2-mini', '--rank', '1', ...few, '--resume'];
    const { code, err } = await ftn(...other, '--data', 'mini-seasons/summer', '--out', at('spring'));
    expect(code).toBe(2);
    expect(err).toContain('data');
  });

  it('trains against a discriminator, and refuses a file that holds none', async () => {
    await writeTinyDiscriminator(at('D.safetensors'));
    const adversarial = ['--set', 'generator.adversarial={weight: 0.1}'];
    const words = ['--data', 'mini-seasons/winter', ...adversarial];
    await adapt(...words, '--discriminator', at('D.safetensors'), '--out', at('sharp'));
    const log = await readFile(at('sharp', 'metrics.jsonl'), 'utf8');
    expect(log).toContain('"discriminator"');
    const wrong = [
      'train',
      ...generator,
      '--recipe',
      'table-s2-mini',
      ...few,
      ...words,
      '--out',
      at('wrong'),
    ];
    const { code, err } = await ftn(...wrong, '--discriminator', at('G.safetensors'));
    expect(code).toBe(3);
    expect(err).toContain('G.safetensors: this is not a BigGAN discriminator');
  });

  it('compares classifier features when the recipe has a perceptual term', async () => {
    const words = ['--data', 'mini-seasons/winter', '--set', 'generator.loss.perceptual=0.1'];
    await adapt(...words, '--out', at('perceptual'));
    const read = (run: string) => readFile(at(run, 'adapter', 'adapter.safetensors'));
    expect(await read('perceptual')).not.toEqual(await read('runs/winter'));
    const wrong = [
      'train',
      ...generator,
      '--recipe',
      'table-s2-mini',
      ...few,
      ...words,
      '--out',
      at('stage'),
    ];
    const { code, err } = await ftn(...wrong, '--set', 'generator.perceptual.stages=[layer9]');
    expect(code).toBe(2);
    expect(err).toContain("the classifier has no stage 'layer9'");
  });

  it('prints its configuration as a recipe that runs again', async () => {
    const printed = await ftn('train', '--generator', 'mini-summer', '--rank', '3', '--print-config');
    expect(printed.code, printed.err).toBe(0);
    await writeFile(at('again.yaml'), printed.out);
    const again = await ftn(
      ...[
        'train',
        '--generator',
        'mini-summer',
        '--rank',
        '3',
        '--recipe',
        at('again.yaml'),
        '--print-config',
      ],
    );
    expect(again.out.split('\n').slice(2)).toEqual(printed.out.split('\n').slice(2));
    expect(printed.out).toContain('ranks:\n  - 3');
  });

  it('refuses a generator of another width, and options for classifiers', async () => {
    const words = ['train', ...generator, '--data', 'mini-seasons/winter', '--out', at('none')];
    const wide = await ftn(...words, '--recipe', 'seasons');
    expect(wide.code).toBe(3);
    expect(wide.err).toMatch(
      /G\.safetensors: the generator has a different resolution: expected 128, got 32/,
    );
    const none = await ftn('train', '--generator', 'mini-sumer', '--data', 'mini-seasons/winter');
    expect(none.code).toBe(4);
    expect(none.err).toContain(
      "there is no such generator: expected a name, a checkpoint, or the folder that holds one. Did you mean 'mini-summer'?",
    );
    const taps = await ftn(...words, '--method', 'taps');
    expect(taps.code).toBe(2);
    expect(taps.err).toContain(
      "the recipe 'BigGAN-128 in four seasons' does not train 'taps'. Known: ftn, fine-tuning",
    );
    const task = await ftn(...words, '--task', 'depth', '--method', 'ftn');
    expect(task.code).toBe(2);
    expect(task.err).toContain('--task does not apply to adapting a generator');
    const joint = await ftn(...words, '--joint');
    expect(joint.code).toBe(2);
    expect(joint.err).toContain('--joint does not apply to adapting a generator');
  });
});

describe('ftn generate', () => {
  it('draws a row for each adapter and mixture, byte-identical on every run, and each image as its own file', async () => {
    const draw = (file: string, ...words: string[]) =>
      ftn(
        'generate',
        ...generator,
        ...adapters(),
        '--mix',
        'winter=0.5,autumn=0.5',
        '--base',
        '--out',
        at(file),
        ...words,
      );
    const first = await draw('grid.png', '--count', '3', '--images', at('images'), '--json');
    expect(first.code, first.err).toBe(0);
    const { rows } = lastJson(first.out) as { rows: { domain: string }[] };
    expect(rows.map(({ domain }) => domain).slice(1)).toEqual(['winter', 'autumn', 'winter=0.5,autumn=0.5']);
    const files = await readdir(at('images'));
    expect(files).toHaveLength(4 * 3);
    expect(files).toContain('winter-1-forest.png');
    const { width, height } = await sharp(at('images', 'winter-1-forest.png')).metadata();
    expect([width, height]).toEqual([32, 32]);
    await draw('again.png', '--count', '3');
    expect(await readFile(at('again.png'))).toEqual(await readFile(at('grid.png')));
    await draw('other.png', '--count', '3', '--seed', '1');
    expect(await readFile(at('other.png'))).not.toEqual(await readFile(at('grid.png')));
  });

  it('walks through the latents and returns to the start', async () => {
    const words = ['generate', ...generator, ...adapters(), '--count', '2', '--class', 'lake', '--walk', '6'];
    const { code, err } = await ftn(...words, '--out', at('walk.png'));
    expect(code, err).toBe(0);
    const bytes = await readFile(at('walk.png'));
    const control = bytes.indexOf('acTL');
    expect(bytes.readUInt32BE(control + 4)).toBe(6);
  });

  it('merges a domain into a plain generator that makes images without an adapter', async () => {
    const merged = await ftn(
      'merge',
      '--adapter',
      at('runs', 'winter'),
      ...generator,
      '--out',
      at('winter.safetensors'),
    );
    expect(merged.code, merged.err).toBe(0);
    expect(merged.out).toContain('a biggan32-w4 of 5 outputs (reconstruction)');
    const alone = await ftn(
      ...['generate', '--generator', at('winter.safetensors'), '--count', '2', '--truncation', '1'],
      ...['--out', at('merged.png'), '--images', at('merged')],
    );
    expect(alone.code, alone.err).toBe(0);
    expect(await readdir(at('merged'))).toHaveLength(2);
  });

  it.each([
    [['--mix', 'winter=a'], "invalid mixture 'winter=a' at 'winter=a'"],
    [['--mix', 'winter=0.5,winter=0.2'], "the mixture names 'winter' twice"],
    [['--adapter', 'again'], "two adapters are called 'winter'"],
    [['--mix', 'summer=1'], "the mixture names 'summer', which is not among the adapters"],
    [['--class', 'forrest'], "there is no class 'forrest'. Did you mean 'forest'?"],
    [['--walk', '2'], "--walk takes a whole number from 3 up: got '2'"],
    [['--walk', '6', '--images', 'x'], '--walk and --images exclude each other'],
    [['--generator', 'biggan128'], 'the weights of biggan128 do not ship with the library'],
  ])('refuses %j', async (words, message) => {
    const places = words.map((word) => (word === 'again' ? at('runs', 'winter') : word));
    const given = words.includes('--generator') ? words : [...generator, ...adapters(), ...places];
    const { code, err } = await ftn('generate', ...given, '--out', at('bad.png'));
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(existsSync(at('bad.png'))).toBe(false);
  });

  it('tells a generator’s adapter from a classifier’s, and names a missing checkpoint', async () => {
    const predict = await ftn('predict', 'x.png', '--adapter', at('runs', 'winter'));
    expect(predict.code).toBe(2);
    expect(predict.err).toContain('this is the adapter of a generator of images');
    const other = await ftn('generate', ...adapters(), '--out', at('bad.png'));
    expect(other.code).toBe(2);
    expect(other.err).toContain('--generator');
    await writeFile(
      at('deep.safetensors'),
      encodeSafetensors(new Map([['generator.gen_z.weight_orig', fromFloat32(new Float32Array(4), [2, 2])]])),
    );
    const deep = await ftn('generate', '--generator', at('deep.safetensors'), '--out', at('bad.png'));
    expect(deep.code).toBe(3);
    expect(deep.err).toContain('a BigGAN-deep generator (pytorch-pretrained-biggan)');
    const none = await ftn('generate', '--generator', at('runs'), '--out', at('bad.png'));
    expect(none.code).toBe(3);
    expect(none.err).toContain('G_ema.pth');
  });
});
