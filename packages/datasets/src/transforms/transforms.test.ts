import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { MismatchError, UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { decodeImage } from '../pixels/decode-image.js';
import type { Pixels } from '../pixels/pixels.js';
import { applyTransforms, normalisation, writeNormalised } from './apply-transforms.js';
import { crop, randomBox } from './geometry.js';
import { imagenetEvaluation, imagenetMean, imagenetStd, imagenetTraining } from './presets.js';
import { resize } from './resize.js';
import type { TransformStep } from './transform-step.js';
import { validateTransforms } from './validate-transforms.js';

type Pair = [number, number];

/** Made by scripts/references/transforms.py with PIL and torchvision. */
const reference = JSON.parse(readFileSync(new URL('./__fixtures__/pil.json', import.meta.url), 'utf8')) as {
  resizes: { from: Pair; to: Pair; sha256: string }[];
  pipelines: { from: Pair; name: string; size: Pair; sha256: string }[];
  normalised: string;
  decoded: Record<string, { bytes: string; sha256: string }>;
};

/** The script's test picture. */
function picture(height: number, width: number): Pixels {
  const data = new Uint8Array(height * width * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++)
        data[(y * width + x) * 3 + c] = 7 * x * x + 13 * y * y + 5 * x * y + 31 * c * (x + 2 * y);
    }
  }
  return { data, width, height };
}

const sha = ({ data }: Pixels) => createHash('sha256').update(data).digest('hex');

const steps: Record<string, TransformStep[]> = {
  'resize-shorter 32': [{ kind: 'resize-shorter', size: 32 }],
  'center-crop 24': [{ kind: 'center-crop', size: 24 }],
  'center-crop 40': [{ kind: 'center-crop', size: 40 }],
  'resize-shorter 32, center-crop 28': [
    { kind: 'resize-shorter', size: 32 },
    { kind: 'center-crop', size: 28 },
  ],
  grayscale: [{ kind: 'grayscale' }],
  'flip 1': [{ kind: 'flip', p: 1 }],
  'pad 3': [{ kind: 'pad', padding: 3 }],
};

describe('transforms against PIL and torchvision', () => {
  it.each(reference.resizes)('resize $from to $to bit for bit', ({ from, to, sha256 }) => {
    expect(sha(resize(picture(...from), ...to))).toBe(sha256);
  });

  it.each(reference.pipelines)(
    'apply $name to $from with the same result',
    ({ from, name, size, sha256 }) => {
      const out = applyTransforms(picture(...from), steps[name]!, new RandomStream(0));
      expect([out.height, out.width]).toEqual(size);
      expect(sha(out)).toBe(sha256);
    },
  );

  it('normalise to the same 32-bit numbers', () => {
    const out = new Float32Array(6 * 5 * 3);
    const table = normalisation([{ kind: 'normalize', mean: imagenetMean, std: imagenetStd }]);
    writeNormalised(picture(6, 5), table, out, 0);
    expect(Buffer.from(out.buffer).toString('base64')).toBe(reference.normalised);
  });

  it.each(Object.entries(reference.decoded))(
    'decode %s to the same bytes',
    async (name, { bytes, sha256 }) => {
      expect(sha(await decodeImage(Buffer.from(bytes, 'base64'), name))).toBe(sha256);
    },
  );
});

describe('random transforms', () => {
  const image = picture(40, 60);

  it('choose every position of a random crop equally often', () => {
    // The picture's red channel encodes its own place.
    const data = new Uint8Array(6 * 5 * 3);
    for (let k = 0; k < 30; k++) data[3 * k] = k;
    const counts = new Array<number>(30).fill(0);
    const n = 9000;
    for (let i = 0; i < n; i++) {
      const out = applyTransforms(
        { data, width: 5, height: 6 },
        [{ kind: 'random-crop', size: [4, 3] }],
        new RandomStream(i),
      );
      counts[out.data[0]!]!++;
    }
    const places = counts.filter((count) => count > 0);
    expect(places.length).toBe(9);
    for (const count of places) expect(Math.abs(count - n / 9)).toBeLessThan(5 * Math.sqrt(n / 9));
  });

  it('flip half of the images', () => {
    const flipped = sha(applyTransforms(image, [{ kind: 'flip', p: 1 }], new RandomStream(0)));
    let count = 0;
    for (let i = 0; i < 2000; i++) {
      count += Number(
        sha(applyTransforms(picture(2, 3), [{ kind: 'flip', p: 0.5 }], new RandomStream(i))) ===
          sha(applyTransforms(picture(2, 3), [{ kind: 'flip', p: 1 }], new RandomStream(0))),
      );
    }
    expect(flipped).not.toBe(sha(image));
    expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(500));
  });

  it('draw boxes of the requested area and aspect ratio', () => {
    const areas: number[] = [];
    const logs: number[] = [];
    for (let i = 0; i < 4000; i++) {
      const box = randomBox(
        { data: new Uint8Array(), width: 1000, height: 1000 },
        [0.2, 0.6],
        [0.5, 2],
        new RandomStream(i),
      );
      expect(box.top + box.height).toBeLessThanOrEqual(1000);
      expect(box.left + box.width).toBeLessThanOrEqual(1000);
      areas.push((box.height * box.width) / 1e6);
      logs.push(Math.log(box.width / box.height));
    }
    const mean = (xs: number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
    // Uniform on [0.2, 0.6] has mean 0.4; log-uniform on [1/2, 2] has mean 0 (boxes that do not fit are redrawn).
    expect(Math.min(...areas)).toBeGreaterThan(0.198);
    expect(Math.max(...areas)).toBeLessThan(0.602);
    expect(Math.abs(mean(areas) - 0.4)).toBeLessThan(0.02);
    expect(Math.abs(mean(logs))).toBeLessThan(0.03);
    expect(Math.max(...logs.map(Math.abs))).toBeLessThan(Math.log(2) + 0.01);
  });

  it('fall back to the largest central box of a strip that no random box fits', () => {
    const box = randomBox(
      { data: new Uint8Array(), width: 1000, height: 10 },
      [0.9, 1],
      [3 / 4, 4 / 3],
      new RandomStream(0),
    );
    expect(box).toEqual({ top: 0, left: 493, height: 10, width: 13 });
  });

  it('give the training size for any input size', () => {
    for (const make of [imagenetTraining, imagenetEvaluation]) {
      for (const [height, width] of [
        [40, 60],
        [200, 30],
        [224, 224],
      ] as const) {
        const out = applyTransforms(picture(height, width), make(32), new RandomStream(1));
        expect([out.height, out.width]).toEqual([32, 32]);
      }
    }
    expect(imagenetEvaluation()[0]).toEqual({ kind: 'resize-shorter', size: 256 });
  });

  it('refuse to crop an image that is too small', () => {
    const crop = () => applyTransforms(image, [{ kind: 'random-crop', size: 50 }], new RandomStream(0));
    expect(crop).toThrow(MismatchError);
  });
});

describe('validateTransforms', () => {
  it.each<[TransformStep[], RegExp]>([
    [[{ kind: 'resize', size: 0 }], /transform 1 \('resize'\) needs whole numbers/],
    [[{ kind: 'center-crop', size: [8, 1.5] }], /center-crop/],
    [[{ kind: 'flip', p: 2 }], /needs a probability, got 2/],
    [[{ kind: 'random-crop', size: 8, padding: -1 }], /padding/],
    [[{ kind: 'random-resized-crop', size: 8, scale: [0.9, 0.1] }], /scale/],
    [[{ kind: 'normalize', mean: [0, 0, 0], std: [1, 0, 1] }], /positive std/],
    [
      [
        { kind: 'normalize', mean: [0, 0, 0], std: [1, 1, 1] },
        { kind: 'flip', p: 0 },
      ],
      /must be the last/,
    ],
    [[{ kind: 'rotate' } as unknown as TransformStep], /not a known transform/],
  ])('refuses %j', (list, message) => {
    expect(() => validateTransforms(list)).toThrow(UsageError);
    expect(() => validateTransforms(list)).toThrow(message);
  });

  it.each([
    ['training', imagenetTraining()],
    ['evaluation', imagenetEvaluation()],
  ])('accepts the ImageNet %s preset as it is, and refuses it with any other step last', (_, preset) => {
    expect(validateTransforms(preset)).toBeUndefined();
    for (let shift = 1; shift < preset.length; shift++) {
      const turned = [...preset.slice(shift), ...preset.slice(0, shift)];
      expect(() => validateTransforms(turned)).toThrow(/\('normalize'\) must be the last step/);
    }
  });
});

describe('resizing', () => {
  /** The definition: each axis by its own triangle filter in fixed point, rounded to bytes in between. */
  function plainly({ data, width, height }: Pixels, high: number, wide: number): Uint8Array {
    const along = (input: number, output: number, read: (k: number) => number, i: number) => {
      const scale = input / output;
      const support = Math.max(scale, 1);
      const center = (i + 0.5) * scale;
      const from = Math.max(Math.trunc(center - support + 0.5), 0);
      const to = Math.min(Math.trunc(center + support + 0.5), input);
      const weights = Array.from({ length: to - from }, (_, k) =>
        Math.max(1 - Math.abs((k + from - center + 0.5) / support), 0),
      );
      const total = weights.reduce((a, b) => a + b, 0);
      const fixed = weights.map((w) => Math.trunc((w / total) * 2 ** 22 + 0.5));
      const sum = fixed.reduce((a, w, k) => a + w * read(from + k), 2 ** 21);
      return Math.min(Math.max(Math.floor(sum / 2 ** 22), 0), 255);
    };
    const rows = new Uint8Array(height * wide * 3);
    for (let k = 0; k < rows.length; k++) {
      const [y, x, c] = [Math.floor(k / 3 / wide), Math.floor(k / 3) % wide, k % 3];
      rows[k] = along(width, wide, (i) => data[(y * width + i) * 3 + c]!, x);
    }
    const out = new Uint8Array(high * wide * 3);
    for (let k = 0; k < out.length; k++) {
      const [y, x] = [Math.floor(k / 3 / wide), k % (3 * wide)];
      out[k] = along(height, high, (i) => rows[i * wide * 3 + x]!, y);
    }
    return out;
  }

  it('equals its definition for 60 random sizes, larger and smaller, and any part of it equals that part of the whole', () => {
    const random = new RandomStream(3, 'sizes');
    const side = () => 1 + random.integer(40);
    for (let trial = 0; trial < 60; trial++) {
      const [height, width, high, wide] = [side(), side(), side(), side()] as const;
      const image = {
        data: Uint8Array.from({ length: height * width * 3 }, () => random.integer(256)),
        width,
        height,
      };
      const whole = resize(image, high, wide);
      if (high !== height || wide !== width) expect(whole.data).toEqual(plainly(image, high, wide));
      const box = { top: random.integer(high), left: random.integer(wide) };
      const size = [1 + random.integer(high - box.top), 1 + random.integer(wide - box.left)] as const;
      const part = resize(image, high, wide, { ...box, height: size[0], width: size[1] });
      expect(part).toEqual(crop(whole, box.top, box.left, ...size));
    }
  });

  it('takes images in bands: one of many megapixels equals the same in few rows', () => {
    const tall = picture(6000, 700);
    const whole = resize(tall, 60, 7);
    expect(whole.data).toEqual(plainly(tall, 60, 7));
    expect(resize(picture(30, 40), 32, 32).data).toEqual(plainly(picture(30, 40), 32, 32));
  });

  // After a change of resize.wat, `vitest run transforms -u` writes the module anew.
  it('runs the module that wasm/resize.wat is assembled to', async () => {
    const source = readFileSync(new URL('../../wasm/resize.wat', import.meta.url), 'utf8');
    const { buffer } = (await wabt()).parseWat('resize.wat', source, { simd: true }).toBinary({});
    const lines = Buffer.from(buffer)
      .toString('base64')
      .match(/.{1,100}/g)!;
    const text = lines.map((line) => `  '${line}'`).join(' +\n');
    await expect(
      `/** wasm/resize.wat, assembled, in base64. */\nexport const resizeWasm =\n${text};\n`,
    ).toMatchFileSnapshot('resize-wasm.ts');
  });
});
