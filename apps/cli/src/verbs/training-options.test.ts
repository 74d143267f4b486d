import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ftn, lastJson, spawnFtn, tinyRecipe, tinyRooms } from '../testing/commands.js';

let scratch: string;
let data: string;
const at = (...parts: string[]) => join(scratch, ...parts);
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-options-'));
  data = await writeTinyDomain(at('colours'), 10);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const set = (...assignments: string[]) => assignments.flatMap((one) => ['--set', one]);

/** Everything that is off unless it is said. */
const everything = set(
  ...['schedule.warmup=1.5', 'labelSmoothing=0.1', 'classWeights=balanced', 'sampling=balanced'],
  ...['maxGradNorm=1', 'earlyStopping={patience: 3}', 'mixup={alpha: 0.4}', 'cutmix={alpha: 1}'],
  'methods.ftn.optimizers.factors={kind: adamw, rate: 0.01, decay: 0.1}',
);
const words = (out: string, ...more: string[]) => [
  ...['train', '--recipe', tinyRecipe, '--workers', '0', '--method', 'ftn', '--rank', '2', '--data', data],
  ...['--epochs', '4', '--batch-size', '4', '--out', out, ...more],
];
const adapterOf = (folder: string) => readFile(join(folder, 'adapter', 'adapter.safetensors'));
const describedIn = async (folder: string) =>
  JSON.parse(await readFile(join(folder, 'adapter', 'adapter.json'), 'utf8'));

describe('training with everything that a recipe may add', () => {
  it('stopped in the middle resumes to the same bits, and the adapter says what was in force', async () => {
    const whole = await ftn(...words(at('whole'), ...everything));
    expect(whole.code, whole.err).toBe(0);
    const { child, ended } = spawnFtn(words(at('stopped'), ...everything));
    let said = '';
    let asked = false;
    child.stderr!.on('data', (text: Buffer) => {
      said += text;
      if (!asked && /epoch 2 of 4/.test(said)) asked = child.kill('SIGINT');
    });
    const stopped = await ended;
    expect(stopped.code, stopped.err).toBe(130);
    const resumed = await ftn(...words(at('stopped'), ...everything, '--resume'));
    expect(resumed.code, resumed.err).toBe(0);
    expect((await adapterOf(at('stopped'))).equals(await adapterOf(at('whole')))).toBe(true);
    expect((await describedIn(at('whole'))).training.config).toMatchObject({
      schedule: { kind: 'cosine', warmup: 1.5 },
      labelSmoothing: 0.1,
      classWeights: 'balanced',
      sampling: 'balanced',
      mixup: { alpha: 0.4 },
      cutmix: { alpha: 1 },
      maxGradNorm: 1,
      earlyStopping: { patience: 3 },
      optimizers: { factors: { kind: 'adamw', decay: 0.1 } },
    });
  });

  it('each changes what is trained, and going on under another is refused by its name', async () => {
    const plain = at('plain');
    const { code, err } = await ftn(...words(plain, '--epochs', '1'));
    expect(code, err).toBe(0);
    const alone = [
      ...['schedule.warmup=0.5', 'labelSmoothing=0.1', 'classWeights={circle: 3}', 'sampling=balanced'],
      ...['maxGradNorm=0.01', 'mixup={alpha: 1}', 'cutmix={alpha: 1}'],
    ];
    const names = (await describedIn(plain)).outputs as string[];
    for (const [i, one] of alone.entries()) {
      const own = one.replace('circle', names[0]!);
      const out = at(`alone-${i}`);
      const made = await ftn(...words(out, '--epochs', '1', '--set', own));
      expect(made.code, made.err).toBe(0);
      expect((await adapterOf(out)).equals(await adapterOf(plain)), own).toBe(false);
      const other = await ftn(...words(plain, '--epochs', '1', '--set', own, '--resume'));
      expect(other.code).toBe(2);
      expect(other.err).toContain(own.split('=')[0]);
    }
  });

  it('ends early, keeps the best epoch, and is finished when it is given again', async () => {
    const still = ['--lr', '1e-9', '--epochs', '5', ...set('earlyStopping={patience: 2}')];
    const out = at('early');
    const first = await ftn(...words(out, ...still));
    expect(first.code, first.err).toBe(0);
    expect(first.err).toMatch(/stopped early after epoch 3 of 5: the last 2 epochs were no better/);
    expect((await describedIn(out)).training.kept).toEqual({ epoch: 1, of: 'best' });
    const again = await ftn(...words(out, ...still, '--resume'));
    expect(again.code, again.err).toBe(0);
    expect(again.err).toContain('is finished');
    const longer = await ftn(...words(out, ...still, '--epochs', '9', '--resume'));
    expect(longer.code).toBe(2);
    expect(longer.err).toContain('Raise its patience to train on');
  });

  it('ends early in a comparison, whose page and record say so', async () => {
    const out = at('compared');
    const compared = await ftn(
      ...['compare', '--recipe', tinyRecipe, '--workers', '0', '--data', data, '--lr', '1e-9'],
      ...['--methods', 'feature-extractor', '--epochs', '4', '--json', '--out', out],
      ...set('earlyStopping={patience: 1}', 'labelSmoothing=0.2'),
    );
    expect(compared.code, compared.err).toBe(0);
    expect(compared.err).toContain('stopped early after epoch 2 of 4: the last epoch was no better');
    const { run } = lastJson(compared.out) as { run: { training: unknown } };
    expect(run.training).toEqual({ labelSmoothing: 0.2, earlyStopping: { patience: 1 } });
    expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('earlyStopping');
  });

  it('augments by a list of steps, the same on resuming, which the page shows', async () => {
    const list =
      '[resize, {randomCrop: {padding: 4}}, {colorJitter: {brightness: 0.4, hue: 0.1}}, randAugment]';
    const listed = set(`transforms.train=${list}`, 'transforms.evaluate=[resize]');
    const out = at('listed');
    const compared = await ftn(
      ...['compare', '--recipe', tinyRecipe, '--workers', '1', '--data', data, '--epochs', '1', '--json'],
      ...['--methods', 'fc-and-bn-only', '--out', out, ...listed],
    );
    expect(compared.code, compared.err).toBe(0);
    expect(await readFile(join(out, 'report.html'), 'utf8')).toContain(
      'random-crop size 32 padding 4, color-jitter brightness 0.4 hue 0.1, rand-augment, normalize',
    );
    const config = await ftn(...words(at('config'), '--print-config', ...listed));
    expect(config.code, config.err).toBe(0);
    expect(parse(config.out).transforms.train[2]).toEqual({ colorJitter: { brightness: 0.4, hue: 0.1 } });
  });

  it.each([
    ['transforms.train=[{randomCrop: 20}]', 'the transforms end at 20 × 20 pixels: expected 32 × 32'],
    [
      'transforms.train=[randomCorp]',
      '\'transforms.train.0\' cannot be "randomCorp". Expected one of resize',
    ],
    ['transforms.evaluate=[randomCrop]', '\'transforms.evaluate.0\' cannot be "randomCrop"'],
  ])('refuses the transforms %s', async (assigned, expected) => {
    const { code, err } = await ftn(...words(at('refused'), '--set', assigned));
    expect(code, err).toBe(2);
    expect(err).toContain(expected);
  });

  it.each([
    [['labelSmoothing=0.1'], "labelSmoothing does not apply to 'depth'"],
    [['classWeights=balanced'], "classWeights does not apply to 'depth'"],
    [['sampling=balanced'], "sampling does not apply to 'depth'"],
    [['mixup={alpha: 1}'], "mixup does not apply to 'depth'"],
    [['earlyStopping={patience: 1}'], 'earlyStopping ends at the best epoch'],
  ])('refuses %j by name where images have maps', async (assigned, expected) => {
    const rooms = ['train', '--data', 'mini-rooms', '--recipe', tinyRooms, '--task', 'depth'];
    const { code, err } = await ftn(...rooms, '--out', at('rooms'), ...set(...assigned));
    expect(code, err).toBe(2);
    expect(err).toContain(expected);
  });

  it('refuses a weight of a class that is not there, with the nearest', async () => {
    const { code, err } = await ftn(...words(at('wrong'), ...set('classWeights={rad: 2}')));
    expect(code).toBe(2);
    expect(err).toContain("classWeights names a class that 'colours' does not have, 'rad'");
  });

  it('refuses early stopping of what is trained in phases', async () => {
    const { code, err } = await ftn(
      ...['compare', '--data', 'mini-domains/sketch', '--recipe', 'table-s1-mini', '--methods', 'adashare'],
      ...['--out', at('phases'), ...set('earlyStopping={patience: 1}')],
    );
    expect(code).toBe(2);
    expect(err).toContain("earlyStopping does not apply where 'adashare' is trained in phases");
  });
});
