import { createHash } from 'node:crypto';
import { RandomStream } from '@ftn/random';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../pixels/pixels.js';
import reference from './__fixtures__/augmentation.json' with { type: 'json' };
import { type Adjustment, applyAdjustments, colorJitterProblem, drawColorJitter } from './color-jitter.js';
import {
  applyRandAugment,
  type Drawn,
  drawRandAugment,
  operations,
  randAugmentProblem,
} from './rand-augment.js';

const [height, width] = reference.size as [number, number];

/** The script's picture. */
function picture(): Pixels {
  const data = Uint8Array.from({ length: height * width * 3 }, (_, k) => {
    const [c, x, y] = [k % 3, Math.floor(k / 3) % width, Math.floor(k / 3 / width)];
    const byte = (7 * x * x + 13 * y * y + 5 * x * y + 31 * c * (x + 2 * y)) % 256;
    return Math.floor(Math.floor((byte * (2 * width - x)) / (2 * width)) / (c + 1)) + 9;
  });
  return { data, width, height };
}

/** The script's colours: every fifth red, third green and fifth blue. */
function colours(): Pixels {
  const data: number[] = [];
  for (let r = 0; r < 256; r += 5)
    for (let g = 0; g < 256; g += 3) for (let b = 0; b < 256; b += 5) data.push(r, g, b);
  return { data: Uint8Array.from(data), width: 52, height: data.length / 156 };
}

const images = { picture: picture(), colours: colours() };
const sha = ({ data }: Pixels) => createHash('sha256').update(data).digest('hex');

describe('colour jitter', () => {
  it.each(reference.jitter)("by $adjustments of the $image equals torchvision's of PIL to the byte", (of) => {
    const image = images[of.image as keyof typeof images];
    const before = sha(image);
    expect(sha(applyAdjustments(image, of.adjustments as Adjustment[]))).toBe(of.sha256);
    expect(sha(image)).toBe(before);
  });

  it('draws factors in their ranges, in every order, of what is asked for alone', () => {
    const step = { kind: 'color-jitter', brightness: 0.4, saturation: [0.5, 0.6], hue: 0.1 } as const;
    const drawn = Array.from({ length: 200 }, (_, i) => drawColorJitter(step, new RandomStream(1, i)));
    const orders = new Set(drawn.map((all) => all.map(({ of }) => of).join()));
    expect(orders.size).toBe(6);
    const of = (name: Adjustment['of']) =>
      drawn.flatMap((all) => all.filter((one) => one.of === name).map(({ factor }) => factor));
    expect(of('contrast')).toEqual([]);
    for (const [name, low, high] of [
      ['brightness', 0.6, 1.4],
      ['saturation', 0.5, 0.6],
      ['hue', -0.1, 0.1],
    ] as const) {
      const factors = of(name);
      expect(factors.every((factor) => factor >= low && factor <= high)).toBe(true);
      expect(Math.max(...factors) - Math.min(...factors)).toBeGreaterThan(0.9 * (high - low));
    }
  });

  it('is refused with values that make no sense', () => {
    expect(colorJitterProblem({ kind: 'color-jitter', brightness: 2, hue: 0.5 })).toBeUndefined();
    expect(colorJitterProblem({ kind: 'color-jitter', brightness: -1 })).toContain('brightness');
    expect(colorJitterProblem({ kind: 'color-jitter', contrast: [2, 1] })).toContain('contrast');
    expect(colorJitterProblem({ kind: 'color-jitter', hue: 0.6 })).toContain('hue');
  });
});

describe('RandAugment', () => {
  const of = (name: string) => reference.operations.filter(([own]) => own === name);

  it.each(Object.keys(operations))("does %s at every magnitude as torchvision to PIL's images", (name) => {
    const cases = of(name);
    expect(cases.length).toBeGreaterThan(0);
    for (const [, magnitude, negative, expected] of cases as [string, number, number, string][]) {
      const drawn = [{ name, negative: negative === 1 } as Drawn];
      const found = sha(applyRandAugment(images.picture, drawn, magnitude)).slice(0, 16);
      expect(found, `magnitude ${negative ? '−' : ''}${magnitude}`).toBe(expected);
    }
  });

  it('draws every operation alike often, with either sign where it has one', () => {
    const step = { kind: 'rand-augment', numOps: 3 } as const;
    const all = Array.from({ length: 700 }, (_, i) => drawRandAugment(step, new RandomStream(2, i)));
    expect(all.every((drawn) => drawn.length === 3)).toBe(true);
    const counts = new Map<string, number>();
    for (const { name } of all.flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual(Object.keys(operations).sort());
    for (const count of counts.values()) expect(Math.abs(count - 150)).toBeLessThan(60);
    const negative = all.flat().filter((one) => one.name === 'Rotate' && one.negative).length;
    expect(negative).toBeGreaterThan(40);
    expect(all.flat().some((one) => one.name === 'Solarize' && one.negative)).toBe(false);
  });

  it('is refused with values that make no sense', () => {
    expect(randAugmentProblem({ kind: 'rand-augment', numOps: 1, magnitude: 30 })).toBeUndefined();
    expect(randAugmentProblem({ kind: 'rand-augment', numOps: 0 })).toContain('operations');
    expect(randAugmentProblem({ kind: 'rand-augment', magnitude: 31 })).toContain('magnitude');
  });
});
