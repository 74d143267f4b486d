import { MismatchError, UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { describe, expect, it } from 'vitest';
import { drawnRooms } from '../testing/drawn-rooms.js';
import cases from './__fixtures__/steps.json' with { type: 'json' };
import { applyDenseSteps } from './apply-dense-steps.js';
import { denseEvaluation, denseResizedTraining, denseTraining, nyudSize } from './dense-presets.js';
import type { DenseSample } from './dense-sample.js';
import type { DenseStep } from './dense-step.js';
import { validateDenseSteps } from './validate-dense-steps.js';

const rooms = drawnRooms(8, 64, 80);
const room = (i: number): DenseSample => {
  const source = rooms.sample(i);
  if (source.kind !== 'memory') throw new Error('a drawn room is in memory');
  return source.sample;
};
const sample = room(1);

const apply = (from: DenseSample, steps: readonly DenseStep[], seed = 0) =>
  applyDenseSteps(from, steps, new RandomStream(seed));

/** The formula of scripts/references/dense_steps.py. */
function wave(height: number, width: number, channels: number, seed: number): Uint8Array {
  const out = new Uint8Array(height * width * channels);
  for (let y = 0, k = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++, k++) {
        out[k] = (7 * x * x + 13 * y * y + 5 * x * y + 31 * c * (x + 2 * y) + seed) % 256;
      }
    }
  }
  return out;
}

function unit(vectors: Float32Array): Float32Array {
  for (let k = 0; k < vectors.length; k += 3) {
    const length = Math.hypot(vectors[k]!, vectors[k + 1]!, vectors[k + 2]!);
    for (let c = 0; c < 3; c++) vectors[k + c]! /= length;
  }
  return vectors;
}

const unpack = (text: string) => {
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
};

function expectClose(actual: ArrayLike<number>, expected: Float32Array, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  for (let k = 0; k < expected.length; k++) worst = Math.max(worst, Math.abs(actual[k]! - expected[k]!));
  expect(worst).toBeLessThan(tolerance);
}

describe('the random-scale step', () => {
  it.each(cases)(
    'scales every map from $from by $scale as PyTorch does',
    ({ from, scale, to, ...expected }) => {
      const [height, width] = from as [number, number];
      const out = apply(
        {
          height,
          width,
          image: wave(height, width, 3, 1),
          edge: wave(height, width, 1, 2),
          labels: wave(height, width, 1, 2),
          depth: Float32Array.from(wave(height, width, 1, 3), (v) => v / 64 + 0.5),
          normals: unit(Float32Array.from(wave(height, width, 3, 4), (v) => v / 127.5 - 1)),
        },
        [{ kind: 'random-scale', scales: [scale] }],
      );
      expect([out.height, out.width]).toEqual(to);
      expectClose(out.image, unpack(expected.image), 1e-3);
      expect([...out.labels!]).toEqual([...unpack(expected.labels)]);
      expect([...out.edge!]).toEqual([...out.labels!]);
      expectClose(out.depth!, unpack(expected.depth), 1e-5);
      expectClose(out.normals!, unpack(expected.normals), 1e-4);
    },
  );

  it('interpolates no unknown depth or normal into its neighbours', () => {
    const depth = new Float32Array(16).fill(2);
    const normals = new Float32Array(48);
    for (let k = 0; k < 48; k += 3) normals[k + 2] = 1;
    depth[5] = 0;
    normals.fill(0, 15, 18);
    const holes = apply({ height: 4, width: 4, image: new Uint8Array(48), depth, normals }, [
      { kind: 'random-scale', scales: [2] },
    ]);
    for (let p = 0; p < 64; p++) {
      const inHole = Math.floor(p / 16) === 1 && Math.floor((p % 8) / 2) === 1;
      expect(holes.depth![p]).toBe(inHole ? 0 : 1);
      expect(holes.normals![3 * p + 2]).toBe(inHole ? 0 : 1);
    }
  });

  it('keeps the values of labels and edges, and the unit length of normals', () => {
    const out = apply(sample, [{ kind: 'random-scale', scales: [0.75] }]);
    const known = new Set(sample.labels);
    for (const label of out.labels!) expect(known.has(label)).toBe(true);
    for (const edge of out.edge!) expect(edge === 0 || edge === 1).toBe(true);
    for (let k = 0; k < out.normals!.length; k += 3) {
      const length = Math.hypot(out.normals![k]!, out.normals![k + 1]!, out.normals![k + 2]!);
      expect(length).toBeCloseTo(1, 5);
    }
  });
});

describe('the steps pad-to, random-crop and flip', () => {
  it('pad to a size with the sample centred', () => {
    const out = apply(sample, [{ kind: 'pad-to', size: [71, 90], fill: [123, 116, 103] }]);
    expect([out.height, out.width]).toEqual([71, 90]);
    expect([...out.image.subarray(0, 6)]).toEqual([123, 116, 103, 123, 116, 103]);
    expect([out.labels![0], out.edge![0], out.depth![0], out.normals![2]]).toEqual([255, 255, 0, 0]);
    const back = apply(out as DenseSample, [{ kind: 'center-crop', size: [64, 80] }]);
    expect(back).toEqual(sample);
  });

  it('crop the same place out of all maps', () => {
    const out = apply(sample, [{ kind: 'random-crop', size: [30, 41] }], 5);
    const places: number[] = [];
    for (let top = 0; top <= 34; top++) {
      for (let left = 0; left <= 39; left++) {
        const same = (['labels', 'depth', 'edge'] as const).every((key) => {
          for (let p = 0; p < 30 * 41; p++) {
            const from = (top + Math.floor(p / 41)) * 80 + left + (p % 41);
            if (out[key]![p] !== sample[key]![from]) return false;
          }
          return true;
        });
        if (same) places.push(top * 80 + left);
      }
    }
    expect(places.length).toBe(1);
    const from = places[0]!;
    expect([...out.image.subarray(0, 3)]).toEqual([...sample.image.subarray(3 * from, 3 * from + 3)]);
    expect([...out.normals!.subarray(0, 3)]).toEqual([...sample.normals!.subarray(3 * from, 3 * from + 3)]);
  });

  it('mirror the x axis of normals in a flip, so that two flips cancel', () => {
    const once = apply(sample, [{ kind: 'flip', p: 1 }]);
    for (const p of [0, 777, 5119]) {
      const mirrored = Math.floor(p / 80) * 80 + 79 - (p % 80);
      expect(once.depth![p]).toBe(sample.depth![mirrored]);
      expect(once.labels![p]).toBe(sample.labels![mirrored]);
      expect(once.normals![3 * p]).toBe(0 - sample.normals![3 * mirrored]!);
      expect(once.normals![3 * p + 1]).toBe(sample.normals![3 * mirrored + 1]);
    }
    expect(apply(once as DenseSample, [{ kind: 'flip', p: 1 }]).normals).toEqual(sample.normals);
    expect(apply(sample, [{ kind: 'flip', p: 0 }])).toEqual(sample);
  });

  it('keep the geometry true: depth and normals agree after any training augmentation', () => {
    const total = { agree: 0, asked: 0 };
    for (let seed = 0; seed < 16; seed++) {
      const { depth, normals, labels, width } = apply(
        room(seed % 8),
        denseTraining([64, 80], { scales: [0.75, 1.5] }),
        seed,
      );
      for (let p = 0; p + 1 < depth!.length; p++) {
        const x = normals![3 * p]!;
        const flat = Math.abs(normals![3 * p + 3]! - x) < 1e-3 && labels![p] === labels![p + 1];
        if (p % width === width - 1 || !flat || labels![p] === 255 || Math.abs(x) < 0.3) continue;
        total.asked++;
        // What faces right (x > 0) runs away from the camera to the right.
        if (Math.sign(depth![p + 1]! - depth![p]!) === Math.sign(x)) total.agree++;
      }
    }
    expect(total.asked).toBeGreaterThan(500);
    expect(total.agree / total.asked).toBeGreaterThan(0.97);
  });
});

describe('the resize step', () => {
  it('resizes the image as PIL does, keeps metres, and is refused after a random scale', () => {
    const out = apply(sample, [{ kind: 'resize', size: [32, 40] }]);
    expect(out.image).toBeInstanceOf(Uint8Array);
    expect(out.image.length).toBe(32 * 40 * 3);
    const mean = (values: Float32Array) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(out.depth!)).toBeCloseTo(mean(sample.depth!), 1);
    const order: DenseStep[] = [
      { kind: 'random-scale', scales: [2] },
      { kind: 'resize', size: 32 },
    ];
    expect(() => validateDenseSteps(order)).toThrow(
      /transform 2 \('resize'\) must stand before 'random-scale'/,
    );
  });
});

describe('the dense presets and their validation', () => {
  it('end at 425 × 560 in RCM’s protocol, whatever the size of the image', () => {
    for (const seed of [0, 1, 2]) {
      const { height, width } = apply(sample, denseTraining(), seed);
      expect([height, width]).toEqual(nyudSize);
    }
    expect(() => {
      for (const steps of [denseTraining(), denseResizedTraining(), denseEvaluation(), denseEvaluation(64)])
        validateDenseSteps(steps);
    }).not.toThrow();
  });

  it.each<[DenseStep[], RegExp]>([
    [[{ kind: 'random-scale', scales: [] }], /needs scales from 0\.05 to 20/],
    [[{ kind: 'random-crop', size: [0, 4] }], /needs whole numbers of pixels/],
    [[{ kind: 'pad-to', size: 4, fill: [0, 0, 300] }], /needs a fill of 0 to 255/],
    [[{ kind: 'flip', p: 2 }], /needs a probability/],
    [[...denseEvaluation(), { kind: 'flip', p: 1 }], /must be the last step/],
    [[{ kind: 'normalize', mean: [0, 0, 0], std: [1, 0, 1] }], /positive std/],
    [[{ kind: 'twist' } as unknown as DenseStep], /is not a known transform/],
  ])('refuse %j', (steps, message) => {
    expect(() => validateDenseSteps(steps)).toThrow(UsageError);
    expect(() => validateDenseSteps(steps)).toThrow(message);
  });

  it('refuse a crop larger than the image and say what to do', () => {
    expect(() => apply(sample, [{ kind: 'random-crop', size: 100 }])).toThrow(MismatchError);
    expect(() => apply(sample, [{ kind: 'random-crop', size: 100 }])).toThrow(/Put a 'pad-to'/);
  });
});
