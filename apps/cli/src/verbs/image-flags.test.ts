import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyDomain } from '@ftn/testing';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, tinyRecipe } from '../testing/commands.js';

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-images-'));
  await writeTinyDomain(at('data'), 10);
  await rm(at('data', 'test'), { recursive: true });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const train = (...words: string[]) =>
  ftn(
    ...['train', '--method', 'feature-extractor', '--recipe', tinyRecipe, '--workers', '0', '--epochs', '1'],
    ...words,
  );

/** What the adapter of a run says of itself. */
const manifestOf = async (run: string) =>
  JSON.parse(await readFile(at(run, 'adapter', 'adapter.json'), 'utf8')) as {
    input: { decode: object };
    data: { splits: Record<string, { images: number }> };
  };

describe('ftn train', () => {
  it('tests a share of a folder without test images, the same in evaluate', async () => {
    const words = [
      '--data',
      at('data'),
      '--test-fraction',
      '0.2',
      '--seed',
      '3',
      '--out',
      at('run'),
      '--json',
    ];
    const { code, out, err } = await train(...words);
    expect(code, err).toBe(0);
    expect((await manifestOf('run')).data.splits.test!.images).toBe(6);
    const [trained] = lastJson(out).rows as { value: number }[];
    const again = await ftn('evaluate', '--adapter', at('run'), '--json');
    expect(again.err).not.toContain('are not those the adapter was trained beside');
    const found = lastJson(again.out) as { images: number; rows: { value: number }[] };
    expect(found.images).toBe(6);
    expect(found.rows[0]!.value).toBe(trained!.value);
  });

  it('asks for the share where there are no test images, and refuses one where there are', async () => {
    const without = await train('--data', at('data'), '--out', at('none'));
    expect(without.code).toBe(3);
    const twice = await train('--data', 'mini-domains/sketch', '--test-fraction', '0.2', '--out', at('none'));
    expect(twice.code).toBe(2);
    expect(twice.err).toContain("'mini-domains/sketch' brings its own test images");
    const wrong = await train('--data', at('data'), '--test-fraction', '1', '--out', at('none'));
    expect(wrong.err).toContain("--test-fraction takes a number between 0 and 1, such as 0.2: got '1'.");
  });

  it('takes photographs as torchvision does, and the adapter says so', async () => {
    const words = [
      '--data',
      at('data'),
      '--test-fraction',
      '0.2',
      '--decode',
      'torchvision',
      '--out',
      at('tv'),
    ];
    const { code, err } = await train(...words);
    expect(code, err).toBe(0);
    expect((await manifestOf('tv')).input.decode).toEqual({ orientation: 'stored', alpha: 'dropped' });
    expect(await readFile(at('tv', 'config.yaml'), 'utf8')).toContain('decode: torchvision');
    // A transparent picture: its hidden colours count, as in the same picture made opaque.
    const hidden = Uint8Array.from({ length: 32 * 32 * 4 }, (_, i) => (i % 4 === 3 ? 0 : (i * 7) % 256));
    const shown = hidden.filter((_, i) => i % 4 !== 3);
    for (const [name, data, channels] of [
      ['hidden', hidden, 4],
      ['shown', shown, 3],
    ] as const)
      await sharp(data, { raw: { width: 32, height: 32, channels } })
        .png()
        .toFile(at(`${name}.png`));
    const predicted = await ftn(
      'predict',
      '--json',
      '--adapter',
      at('tv'),
      at('hidden.png'),
      at('shown.png'),
    );
    const rows = lastJson(predicted.out).rows as { predictions: object[] }[];
    expect(rows[0]!.predictions).toEqual(rows[1]!.predictions);
    const { err: unknown } = await train('--data', at('data'), '--decode', 'opencv');
    expect(unknown).toContain("unknown way of decoding 'opencv'. Known: upright, torchvision.");
  });
});
