import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedWeights } from '@ftn/library/internal';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ftn, type Outcome, tinyRecipe } from '../testing/commands.js';

let scratch: string;
let good: string;
let adapter: string;
let data: string;
const at = (...parts: string[]) => join(scratch, ...parts);
const weights = shippedWeights('resnet10-small')!;

const train = (...words: string[]) =>
  ftn('train', '--recipe', tinyRecipe, '--workers', '0', '--method', 'feature-extractor', ...words);

/** Exit code and message of a failure: one line that begins with what failed, and no stack. */
function failure({ code, err }: Outcome): { code: number | null; message: string } {
  const lines = err
    .trimEnd()
    .split('\n')
    .filter((line) => line.startsWith('ftn: '));
  expect(lines, err).toHaveLength(1);
  expect(err).not.toMatch(/^\s+at /m);
  return { code, message: lines[0]! };
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-bad-'));
  good = await writeTinyDomain(at('good'), 4);
  adapter = at('run');
  const { code, err } = await train('--data', good, '--epochs', '1', '--out', adapter);
  expect(code, err).toBe(0);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** A fresh copy of the good images for each test to break. */
beforeEach(async () => {
  data = at('data');
  await cp(good, data, { recursive: true });
});
afterEach(async () => {
  for (const name of ['data', 'out']) await rm(at(name), { recursive: true, force: true });
});

describe('misspelt words on the command line', () => {
  it.each([
    [['trian'], "unknown verb 'trian'. Did you mean 'train'?"],
    [['train', '--dta', 'x'], "unknown option '--dta'. Did you mean '--data'?"],
    [
      ['train', '--device', 'cuda'],
      "unknown option '--device'. The engine is chosen by FTN_ENGINE=native|wasm|cpu|webgpu",
    ],
    [['train', '--learning-rate', '1'], "unknown option '--learning-rate'. Did you mean '--lr'?"],
    [['train', '--method', 'ftn'], '--data is missing.'],
    [['train', '--method', 'ftm', '--data', 'x'], "unknown method 'ftm'. Did you mean 'ftn'?"],
    [['train', '--method', 'ftn', '--option', 'rnk=2', '--data', 'x'], "method 'ftn' has no option 'rnk'"],
    [
      ['train', '--method', 'ftn', '--rank', '0', '--data', 'x'],
      "--rank takes a whole number from 1 up: got '0'",
    ],
    [['train', '--method', 'fine-tuning', '--rank', '3', '--data', 'x'], "has no option 'rank'"],
    [['train', '--method', 'ftn', '--set', 'epoch=3', '--data', 'x'], "Did you mean 'epochs'?"],
    [['train', '--method', 'ftn', '--recipe', 'domainet', '--data', 'x'], "Did you mean 'domainnet'?"],
    [
      ['train', '--method', 'ftn', '--backbone', 'resnet81', '--data', 'mini-domains/real'],
      "unknown backbone 'resnet81'",
    ],
    [
      ['train', '--method', 'ftn', '--data', 'mini-domains/rael'],
      "mini-domains has no style 'rael'. Did you mean 'real'?",
    ],
    [
      ['train', '--method', 'ftn', '--from-scratch', '--data', 'x'],
      "--from-scratch cannot go with the method 'ftn'",
    ],
    [['list', 'backbone'], "unknown kind 'backbone'. Did you mean 'backbones'?"],
    [['engine', 'instal'], "unknown part of 'ftn engine' 'instal'. Did you mean 'install'?"],
    [['data', 'chek', 'x'], "unknown part of 'ftn data' 'chek'. Did you mean 'check'?"],
  ])('refuses %j with exit code 2 and suggests what was meant', async (words, expected) => {
    const { code, message } = failure(await ftn(...words));
    expect(code).toBe(2);
    expect(message).toContain(expected);
  });
});

describe('unusable images', () => {
  it('refuses a folder that does not exist', async () => {
    const { code, message } = failure(await train('--data', at('nowhere'), '--out', at('out')));
    expect(code).toBe(4);
    expect(message).toContain(
      `${at('nowhere')}: there is no such folder. Give a folder with train/ and test/`,
    );
    expect(existsSync(at('out'))).toBe(false);
  });

  it('refuses a folder without a test set', async () => {
    await rm(join(data, 'test'), { recursive: true });
    const { code, message } = failure(await train('--data', data, '--out', at('out')));
    expect(code).toBe(3);
    expect(message).toContain(`${data}: the folder has no 'test' split`);
  });

  it('refuses class folders that differ between train and test', async () => {
    await rename(join(data, 'test', 'red'), join(data, 'test', 'rde'));
    const { code, message } = failure(await train('--data', data, '--out', at('out')));
    expect(code).toBe(3);
    expect(message).toContain("'train' and 'test' hold different classes");
    expect(message).toContain('only in train: red; only in test: rde');
    expect(existsSync(at('out'))).toBe(false);
  });

  it('refuses a truncated image in training and in prediction', async () => {
    const image = join(data, 'train', 'green', 'green-00002.png');
    await truncate(image, 700);
    const outcome = await train('--data', data, '--out', at('out'));
    const { err } = outcome;
    const { code, message } = failure(outcome);
    expect(code).toBe(3);
    expect(message).toContain(`${image}: the image is broken or cut off`);
    expect(message).toContain('Copy the file again or delete it.');
    expect(err).toContain(`'ftn data check ${data}' lists everything that is wrong with the images`);
    expect(existsSync(join(at('out'), 'adapter'))).toBe(false);
    const predicted = failure(await ftn('predict', '--adapter', adapter, image));
    expect(predicted.code).toBe(3);
    expect(predicted.message).toContain(`${image}: the image is broken or cut off`);
    const checked = await ftn('data', 'check', data);
    expect(checked.code).toBe(3);
    expect(checked.out).toContain('error: train/green/green-00002.png: ');
  });

  it('refuses a missing image, and a text file in place of an image', async () => {
    const missing = failure(await ftn('predict', '--adapter', adapter, at('no.png')));
    expect(missing.code).toBe(4);
    expect(missing.message).toContain(`${at('no.png')}: the image is missing`);
    const text = failure(await ftn('predict', '--adapter', adapter, tinyRecipe));
    expect(text.code).toBe(3);
    expect(text.message).toContain('is not an image of a known format');
  });

  it('refuses to evaluate on classes the adapter was not trained on', async () => {
    for (const split of ['train', 'test']) await rename(join(data, split, 'red'), join(data, split, 'pink'));
    const { code, message } = failure(await ftn('evaluate', '--adapter', adapter, '--data', data));
    expect(code).toBe(3);
    expect(message).toContain(
      'has other classes than the adapter was trained on: it lacks red, it has pink besides.',
    );
  });
});

describe('unusable weights', () => {
  const tryWeights = async (file: string, ...words: string[]) =>
    failure(await train('--data', data, '--out', at('out'), '--weights', file, ...words));

  it('asks for --weights where the backbone ships without weights', async () => {
    const { code, message } = failure(
      await train('--data', data, '--out', at('out'), '--backbone', 'resnet18'),
    );
    expect(code).toBe(2);
    expect(message).toContain('no weights for resnet18. Give --weights FILE');
  });

  it('refuses a weights file that does not exist', async () => {
    const { code, message } = await tryWeights(at('no.safetensors'));
    expect(code).toBe(4);
    expect(message).toContain(at('no.safetensors'));
  });

  it('refuses the weights of another network and names that network', async () => {
    const { code, message } = await tryWeights(weights, '--backbone', 'resnet18');
    expect(code).toBe(3);
    expect(message).toContain(`${weights}: these are not the weights of resnet18`);
    expect(message).toContain('This looks like resnet10-small: name that backbone');
    expect(existsSync(at('out'))).toBe(false);
  });

  it('refuses a truncated safetensors file', async () => {
    const file = at('cut.safetensors');
    await writeFile(file, (await readFile(weights)).subarray(0, 100_000));
    const { code, message } = await tryWeights(file);
    expect(code).toBe(3);
    expect(message).toContain(file);
    expect(message).toContain('damaged or cut short: get it again');
    const converted = failure(await ftn('convert', file, at('out.safetensors')));
    expect(converted.code).toBe(3);
    expect(existsSync(at('out.safetensors'))).toBe(false);
  });

  it('refuses a malicious pickle without running it', async () => {
    const file = at('evil.pth');
    const victim = at('pwned');
    // A file of torch.save before 1.6: magic, protocol, system info, and posix.system where the weights belong.
    const head = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];
    const protocol = [0x80, 2, 0x4d, 0xe9, 3, 0x2e];
    const info = Buffer.from('\x80\x02}X\x0d\x00\x00\x00little_endian\x88s.', 'latin1');
    const attack = Buffer.from(`cposix\nsystem\n(S'touch ${victim}'\ntR.`);
    await writeFile(file, Buffer.concat([Buffer.from([...head, ...protocol]), info, attack]));
    for (const outcome of [
      await tryWeights(file),
      failure(await ftn('convert', file, at('out.safetensors'))),
    ]) {
      expect(outcome.code).toBe(3);
      expect(outcome.message).toContain(file);
      expect(outcome.message).toContain('posix.system');
    }
    expect(existsSync(victim)).toBe(false);
    expect(existsSync(at('out.safetensors'))).toBe(false);
  });

  it('refuses a run that needs more memory than allowed', async () => {
    const { code, message } = failure(
      await train('--data', data, '--out', at('out'), '--max-memory', '0.01'),
    );
    expect(code).toBe(6);
    expect(message).toContain('would not fit in memory: expected at most 0.0 GB');
    expect(existsSync(at('out'))).toBe(false);
  });
});

describe('unusable adapters and output folders', () => {
  it('refuses a folder without an adapter', async () => {
    const { code, message } = failure(await ftn('predict', '--adapter', data, 'x.png'));
    expect(code).toBe(4);
    expect(message).toContain(`${data}: there is no adapter in this folder`);
  });

  it('refuses an adapter whose tensors changed after it was written', async () => {
    const copy = at('out');
    await cp(join(adapter, 'adapter'), copy, { recursive: true });
    const bytes = await readFile(join(copy, 'adapter.safetensors'));
    bytes[bytes.length - 3]! ^= 1;
    await writeFile(join(copy, 'adapter.safetensors'), bytes);
    const { code, message } = failure(
      await ftn('merge', '--adapter', copy, '--out', at('merged.safetensors')),
    );
    expect(code).toBe(3);
    expect(message).toContain('Copy the whole adapter folder again');
    expect(existsSync(at('merged.safetensors'))).toBe(false);
  });

  it('refuses a run of other settings in its folder, and reports a run that diverges', async () => {
    const before = (await readdir(adapter)).sort();
    // Finished under the same settings, it is read again.
    expect((await train('--data', good, '--epochs', '1', '--out', adapter)).code).toBe(0);
    const longer = failure(await train('--data', good, '--epochs', '2', '--out', adapter));
    expect(longer.code).toBe(2);
    expect(longer.message).toContain('started with other settings (epochs: 1 → 2)');
    expect(longer.message).toContain('Add --resume to train it longer');
    const size = ['--epochs', '1', '--batch-size', '5', '--resume'];
    const other = failure(await train('--data', good, ...size, '--out', adapter));
    expect(other.code).toBe(2);
    expect(other.message).toMatch(/started with other settings \(batchSize: \d+ → 5\)/);
    expect((await readdir(adapter)).sort()).toEqual(before);
    const rate = 'methods.feature-extractor.optimizers.default.rate=1e38';
    const diverged = failure(await train('--data', data, '--out', at('out'), '--set', rate));
    expect(diverged.code).toBe(5);
    expect(diverged.message).toMatch(/NaN at step 2 \(rates default \S+; images \S+\.png, /);
    expect(existsSync(join(at('out'), 'adapter'))).toBe(false);
  });
});
