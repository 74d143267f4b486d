import { describe, expect, it } from 'vitest';
import reference from './__fixtures__/dense-metrics.json' with { type: 'json' };
import { expectNear } from './__fixtures__/near.js';
import { type DepthConvention, DepthError } from './depth-error.js';

describe.each(reference.depth)('depth: $name', (given) => {
  it('equals the reference under every convention', () => {
    for (const [convention, rmse] of [
      ['pooled', given.pooled],
      ['per-image', given.perImage],
      ['rcm', given.rcm],
    ] as const satisfies readonly [DepthConvention, number | null][]) {
      const meter = new DepthError({ convention });
      for (const { prediction, truth } of given.images) {
        meter.update(Float32Array.from(prediction), Float32Array.from(truth));
      }
      const result = meter.result();
      expectNear(result.rmse, rmse, 9, convention);
      expect(result.rmseBy[convention]).toBe(result.rmse);
      for (const key of ['logRmse', 'absolute', 'relative'] as const) {
        expectNear(result[key], given[key], 9, key);
      }
      for (const k of [0, 1, 2]) expectNear(result.under[k], given.under[k] ?? null, 9);
      expect(result.count).toBe(given.count);
    }
  });
});

describe('DepthError', () => {
  it('gives different values for pooled pixels and for averages over images', () => {
    const meter = new DepthError();
    meter.update(Float32Array.of(2, 3), Float32Array.of(1, 0));
    meter.update(Float32Array.of(1, 1, 1), Float32Array.of(4, 4, 4));
    const { rmse, rmseBy, images } = meter.result();
    expect(rmse).toBeCloseTo(Math.sqrt((1 + 27) / 4), 12);
    expect(rmseBy['per-image']).toBeCloseTo((1 + 3) / 2, 12);
    expect(rmseBy.rcm).toBeCloseTo((Math.sqrt((1 + 9) / 2) + 3) / 2, 7);
    expect(images).toBe(2);
  });

  it('forgets everything on reset', () => {
    const meter = new DepthError();
    meter.update(Float32Array.of(2), Float32Array.of(1));
    meter.reset();
    meter.update(Float32Array.of(4), Float32Array.of(1));
    expect(meter.result()).toMatchObject({ rmse: 3, count: 1, absolute: 3, under: [0, 0, 0] });
  });

  it('refuses NaN, negative depth, unequal sizes and an empty map, and counts nothing of them', () => {
    const meter = new DepthError();
    const one = Float32Array.of(1, 1);
    expect(() => meter.update(one, Float32Array.of(1, Number.NaN))).toThrow('non-finite number at index 1');
    expect(() => meter.update(Float32Array.of(1, Number.POSITIVE_INFINITY), one)).toThrow(
      'predicted depth map',
    );
    expect(() => meter.update(one, Float32Array.of(1, -2))).toThrow('got -2 at index 1');
    expect(() => meter.update(one, new Float32Array(3))).toThrow('expected 3 numbers, got 2');
    expect(() => meter.update(new Float32Array(0), new Float32Array(0))).toThrow('no pixels');
    expect(meter.result().count).toBe(0);
  });
});
