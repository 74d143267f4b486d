import { describe, expect, it } from 'vitest';
import reference from './__fixtures__/dense-metrics.json' with { type: 'json' };
import { expectNear } from './__fixtures__/near.js';
import { NormalError } from './normal-error.js';

describe.each(reference.normals)('normals: $name', (given) => {
  it('equal the reference', () => {
    const meter = new NormalError({ precision: given.precision as 'float' | 'png' });
    for (const { prediction, truth } of given.images) {
      meter.update(Float32Array.from(prediction), Float32Array.from(truth));
    }
    const result = meter.result();
    for (const key of ['mean', 'median', 'rmse', 'under11', 'under22', 'under30'] as const) {
      expectNear(result[key], given[key], 7, key);
    }
    expect(result).toMatchObject({ count: given.count, medianWithin: 0 });
  });
});

describe('NormalError', () => {
  it('measures the angle between directions, whatever their lengths', () => {
    const meter = new NormalError();
    const s = Math.SQRT1_2;
    meter.update(Float32Array.of(0, 0, 9, 0, s, s), Float32Array.of(0, 0.1, 0, 0, 0, 3));
    const { mean, median, under30, under22 } = meter.result();
    expect(mean).toBeCloseTo((90 + 45) / 2, 4);
    expect(median).toBeCloseTo((90 + 45) / 2, 4);
    expect({ under30, under22 }).toEqual({ under30: 0, under22: 0 });
  });

  it("rounds vectors to 8 bits with precision 'png', where none is exactly upright", () => {
    const truth = Float32Array.of(0, 0, 1);
    const prediction = Float32Array.of(0.001, 0, 1);
    const [float, png] = [new NormalError(), new NormalError({ precision: 'png' })];
    float.update(prediction, truth);
    png.update(prediction, truth);
    expect(float.result().mean).toBeCloseTo(0.0573, 3);
    // 0 is between bytes 127 and 128: no 8-bit vector is upright.
    expect(png.result().mean).toBeCloseTo((180 / Math.PI) * Math.atan((Math.SQRT2 * 1) / 255), 5);
  });

  it('forgets everything on reset', () => {
    const meter = new NormalError();
    meter.update(Float32Array.of(1, 0, 0), Float32Array.of(1, 0, 0));
    meter.reset();
    expect(meter.result()).toMatchObject({ count: 0, mean: Number.NaN, median: Number.NaN });
  });

  it('refuses invalid normal maps and counts nothing of them', () => {
    const meter = new NormalError();
    expect(() => meter.update(new Float32Array(4), new Float32Array(4))).toThrow('three components');
    expect(() => meter.update(new Float32Array(3), new Float32Array(6))).toThrow('differ in size');
    const bad = Float32Array.of(1, 0, 0, 0, Number.NaN, 0);
    const good = Float32Array.of(1, 0, 0, 1, 0, 0);
    expect(() => meter.update(bad, good)).toThrow(
      'predicted normal map holds a non-finite number at index 4',
    );
    expect(() => meter.update(good, bad)).toThrow('ground-truth normal map');
    expect(meter.result().count).toBe(0);
  });
});
