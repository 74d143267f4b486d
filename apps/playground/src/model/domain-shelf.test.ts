import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FormatError, MismatchError, UsageError } from '@ftn/errors';
import { miniDomain } from '@ftn/synthetic';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShipped, shippedPair } from '../../tests/shipped-shelf.js';
import type { DomainShelf } from './domain-shelf.js';
import type { PixelImage } from './pixel-image.js';

let shelf: DomainShelf;
const drawing = (number: number) =>
  miniDomain({ style: 'sketch', split: 'test', perClass: 3 }).image(number) as PixelImage;

beforeAll(async () => {
  shelf = await openShipped();
});
afterAll(() => shelf.dispose());

const probabilities = ({ labels }: { labels: readonly { label: string; probability: number }[] }) =>
  new Map(labels.map(({ label, probability }) => [label, probability]));

function expectClose(got: Map<string, number>, wanted: Map<string, number>, digits = 5) {
  expect([...got.keys()].sort()).toEqual([...wanted.keys()].sort());
  for (const [label, value] of wanted) expect(got.get(label)).toBeCloseTo(value, digits);
}

describe('a shelf of domains', () => {
  it('answers with probabilities, the most probable first, and most often rightly in its own domain', async () => {
    const set = miniDomain({ style: 'sketch', split: 'test', perClass: 3 });
    let right = 0;
    for (let i = 0; i < set.length; i++) {
      const { labels } = await shelf.answer('sketch', drawing(i));
      expect(labels.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
      expect(labels[0]!.probability).toBeGreaterThanOrEqual(labels[1]!.probability);
      if (labels[0]!.label === set.classes[set.label(i)]) right++;
    }
    expect(right).toBeGreaterThan(0.85 * set.length);
  });

  it('says what each domain adds and how far it moves each layer', () => {
    const sketch = shelf.summary('sketch');
    expect(sketch.norms).toHaveLength(shelf.layers.length);
    expect(Math.min(...sketch.norms)).toBeGreaterThan(0.05);
    expect(sketch.scalars).toBeLessThan(20_000);
    expect(shelf.summary('real').norms.every((norm) => norm === 0)).toBe(true);
  });

  it('numbers a domain whose name is taken', async () => {
    const again = await shelf.add(await shippedPair('sketch'));
    expect(again.name).toBe('sketch 2');
    const [one, two] = [await shelf.answer('sketch', drawing(1)), await shelf.answer('sketch 2', drawing(1))];
    expect(two.labels).toEqual(one.labels);
  });

  it('refuses a damaged adapter, one of a generator and an unknown name', async () => {
    const pair = await shippedPair('sketch');
    const bytes = pair['adapter.safetensors'].slice();
    bytes[bytes.length - 3]! ^= 1;
    await expect(shelf.add({ ...pair, 'adapter.safetensors': bytes })).rejects.toThrow(FormatError);
    expect(() => shelf.summary('skech')).toThrow(UsageError);
  });
});

describe('a blend', () => {
  const blended = async (shares: readonly (readonly [string, number])[], strength = 1) =>
    shelf.blended({ shares, strength }, drawing(4));

  it('of one domain at full strength is that domain', async () => {
    const { answer, norms } = await blended([['sketch', 1]]);
    expectClose(probabilities(answer), probabilities(await shelf.answer('sketch', drawing(4))));
    for (const [i, norm] of shelf.summary('sketch').norms.entries()) expect(norms[i]).toBeCloseTo(norm, 4);
  });

  it('scales ΔW: norms by its strength, and none of it at zero', async () => {
    const half = await blended([['sketch', 1]], 0.5);
    for (const [i, norm] of shelf.summary('sketch').norms.entries()) {
      expect(half.norms[i]).toBeCloseTo(norm / 2, 4);
    }
    expect((await blended([['sketch', 1]], 0)).norms.every((norm) => norm === 0)).toBe(true);
  });

  it('of a domain with itself is itself, whatever the shares', async () => {
    const { answer } = await blended([
      ['sketch', 0.3],
      ['sketch', 0.7],
    ]);
    expectClose(probabilities(answer), probabilities(await shelf.answer('sketch', drawing(4))), 4);
  });

  it('lies between two domains, one of which may have no ΔW', async () => {
    for (const other of ['clipart', 'real']) {
      const { norms } = await blended([
        ['sketch', 0.5],
        [other, 0.5],
      ]);
      const [a, b] = [shelf.summary('sketch').norms, shelf.summary(other).norms];
      for (const [i, norm] of norms.entries()) {
        expect(norm).toBeLessThanOrEqual((a[i]! + b[i]!) / 2 + 1e-4);
        expect(norm).toBeGreaterThanOrEqual(Math.abs(a[i]! - b[i]!) / 2 - 1e-4);
      }
    }
  });

  it('leaks no tensor', async () => {
    await blended(
      [
        ['sketch', 0.5],
        ['clipart', 0.5],
      ],
      0.7,
    );
    const before = memory().numTensors;
    for (let i = 0; i < 3; i++)
      await blended(
        [
          ['sketch', 0.5],
          ['clipart', 0.5],
        ],
        0.7,
      );
    expect(memory().numTensors).toBe(before);
  });

  it('refuses shares that are no numbers', async () => {
    await expect(blended([['sketch', Number.NaN]])).rejects.toThrow(UsageError);
    await expect(blended([])).rejects.toThrow(/at least one domain/);
  });
});

it('the networks of the library are those the adapters were trained over', async () => {
  const weights = fileURLToPath(
    new URL('../../../../packages/library/assets/mini-summer.safetensors', import.meta.url),
  );
  const wrong = await readFile(weights);
  const { DomainShelf: Shelf } = await import('./domain-shelf.js');
  expect(() => new Shelf('resnet10-small', wrong, 'mini-summer.safetensors')).toThrow(MismatchError);
});
