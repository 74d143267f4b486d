import { MismatchError, UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import reference from './__fixtures__/class-scores.json' with { type: 'json' };
import { expectNear } from './__fixtures__/near.js';
import { CalibrationError } from './calibration-error.js';

const { logits, labels, classes } = reference.calibration;

describe('CalibrationError', () => {
  it.each(reference.calibration.results)('equals torchmetrics with $bins bins', ({ bins, ece, mce }) => {
    for (const batch of [1, 7, 1000]) {
      const meter = new CalibrationError({ classes, bins });
      for (let i = 0; i < labels.length; i += batch) {
        meter.update(
          Float32Array.from(logits.slice(i * classes, (i + batch) * classes)),
          Int32Array.from(labels.slice(i, i + batch)),
        );
      }
      const found = meter.result();
      // torchmetrics adds float32 numbers.
      expectNear(found.ece, 100 * ece, 4);
      expectNear(found.largest, 100 * mce, 4);
      expect(found.count).toBe(labels.length);
      expect(found.bins.reduce((sum, { count }) => sum + count, 0)).toBe(labels.length);
      for (const { low, high, confidence, count } of found.bins) {
        if (count === 0) continue;
        expect(confidence).toBeGreaterThanOrEqual(100 * low);
        expect(confidence).toBeLessThanOrEqual(100 * high);
      }
    }
  });

  it('is 0 where confidence is accuracy, and puts a confidence of 1 into the last bin', () => {
    const meter = new CalibrationError({ classes: 2, bins: 10 });
    expect(meter.result().ece).toBeNaN();
    meter.update(Float32Array.of(0, 0, 0, 0), Int32Array.of(0, 1));
    expect(meter.result()).toMatchObject({ ece: 0, largest: 0, count: 2 });
    meter.update(Float32Array.of(1000, 0), Int32Array.of(1));
    const { ece, bins } = meter.result();
    expect(ece).toBeCloseTo(100 / 3, 10);
    expect(bins.at(-1)).toMatchObject({ count: 1, confidence: 100, accuracy: 0, high: 1 });
    expect(bins[0]).toMatchObject({ count: 0, confidence: Number.NaN });
    meter.reset();
    expect(meter.result().count).toBe(0);
  });

  it('leaves out a sample with a NaN, and refuses what does not fit', () => {
    const meter = new CalibrationError({ classes: 2 });
    meter.update(Float32Array.of(Number.NaN, 0), Int32Array.of(0));
    expect(meter.result().count).toBe(0);
    expect(() => meter.update(Float32Array.of(1, 2, 3), Int32Array.of(0))).toThrow(MismatchError);
    expect(() => meter.update(Float32Array.of(1, 2), Int32Array.of(2))).toThrow(MismatchError);
    expect(() => new CalibrationError({ classes: 2, bins: 0 })).toThrow(UsageError);
  });
});
