import { describe, expect, it } from 'vitest';
import reference from '../__fixtures__/frechet.json' with { type: 'json' };
import { FrechetDistance } from './frechet-distance.js';

describe('FrechetDistance', () => {
  it.each(Object.entries(reference))('equals SciPy: %s', (_, { size, real, made, distance }) => {
    const meter = new FrechetDistance({ size });
    // In two batches: what is kept is sums.
    meter.update('real', real.slice(0, 7 * size));
    meter.update('real', real.slice(7 * size));
    meter.update('made', made);
    const result = meter.result();
    expect(Math.abs(result.distance - distance)).toBeLessThan(1e-6);
    expect([result.real, result.made]).toEqual([real.length / size, made.length / size]);
  });

  it('is 0 between a set and itself, also where fewer images than features make the covariance singular', () => {
    const features = Array.from({ length: 3 * 6 }, (_, i) => Math.sin(7 * i));
    const meter = new FrechetDistance({ size: 6 });
    meter.update('real', features);
    meter.update('made', features);
    expect(meter.result().distance).toBeLessThan(1e-6);
    meter.reset();
    expect(meter.result()).toEqual({ distance: Number.NaN, real: 0, made: 0 });
  });

  it('is the squared distance of the means where covariances are equal', () => {
    const rows = [0, 0, 1, 0, 0, 1, 1, 1];
    const meter = new FrechetDistance({ size: 2 });
    meter.update('real', rows);
    meter.update(
      'made',
      rows.map((value, i) => value + (i % 2 === 0 ? 3 : 4)),
    );
    expect(meter.result().distance).toBeCloseTo(25, 9);
  });

  it('refuses invalid features, and counts nothing of them', () => {
    const meter = new FrechetDistance({ size: 2 });
    expect(() => meter.update('real', [1, 2, 3])).toThrow(/not whole rows.*multiple of 2, got 3/);
    expect(() => meter.update('made', [1, 2, 3, Number.NaN])).toThrow(/not finite: got NaN in row 1/);
    expect(meter.result()).toMatchObject({ real: 0, made: 0 });
    expect(() => new FrechetDistance({ size: 0 })).toThrow(/features need at least one number/);
  });
});
