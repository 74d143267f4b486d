import { MismatchError, UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import reference from './__fixtures__/accuracy.json' with { type: 'json' };
import { Accuracy } from './accuracy.js';

describe.each(['distinct', 'tied'] as const)('Accuracy on %s logits', (name) => {
  const { logits, labels, top, confusion, perClass } = reference[name];
  const { classes } = reference;

  it.each([1, 3, 32, 1000])('equals the reference when fed %i samples at a time', (batch) => {
    const meter = new Accuracy({ classes, topK: [1, 2, 5, 7, 9] });
    for (let i = 0; i < labels.length; i += batch) {
      meter.update(
        Float32Array.from(logits.slice(i * classes, (i + batch) * classes)),
        Int32Array.from(labels.slice(i, i + batch)),
      );
    }
    const result = meter.result();
    expect(result.count).toBe(labels.length);
    expect(result.invalid).toBe(0);
    expect(result.top1).toBeCloseTo(top[1], 10);
    expect(result.top2).toBeCloseTo(top[2], 10);
    expect(result.top5).toBeCloseTo(top[5], 10);
    expect(result.top7).toBe(100);
    expect(result.top9).toBe(100);
    expect([...result.confusion]).toEqual(confusion);
    for (const [c, accuracy] of perClass.entries()) {
      expect(result.perClass[c]!.accuracy).toBeCloseTo(accuracy, 10);
    }
  });
});

describe('Accuracy', () => {
  it('resolves a tie of logits to the lower class index', () => {
    const meter = new Accuracy({ classes: 3, topK: [1, 2] });
    meter.update(Float32Array.of(4, 4, 4, 4, 4, 4, 4, 4, 4), Int32Array.of(0, 1, 2));
    const { top1, top2, confusion } = meter.result();
    expect(top1).toBeCloseTo(100 / 3, 10);
    expect(top2).toBeCloseTo(200 / 3, 10);
    expect([...confusion]).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 0]);
  });

  it('counts a sample with a NaN as wrong for every k and in no column of the confusion matrix', () => {
    const meter = new Accuracy({ classes: 2 });
    meter.update(
      Float32Array.of(Number.NaN, 0, 5, Number.NaN, Number.NaN, Number.NaN),
      Int32Array.of(0, 0, 1),
    );
    meter.update(Float32Array.of(2, 1), Int32Array.of(0));
    const { top1, top5, count, invalid, perClass, confusion } = meter.result();
    expect({ top1, top5, count, invalid }).toEqual({ top1: 25, top5: 25, count: 4, invalid: 3 });
    expect(perClass[0]).toEqual({ count: 3, correct: 1, accuracy: 100 / 3 });
    expect(perClass[1]).toEqual({ count: 1, correct: 0, accuracy: 0 });
    expect([...confusion]).toEqual([1, 0, 0, 0]);
  });

  it('ranks infinite logits like any other', () => {
    const meter = new Accuracy({ classes: 3 });
    const inf = Number.POSITIVE_INFINITY;
    meter.update(Float32Array.of(-inf, 0, inf, -inf, -inf, -inf), Int32Array.of(2, 0));
    expect(meter.result().top1).toBe(100);
  });

  it('reports top-1 and top-5 by default, NaN before the first sample and for classes without samples', () => {
    const meter = new Accuracy({ classes: 2 });
    expect(meter.result()).toMatchObject({ top1: Number.NaN, top5: Number.NaN, count: 0 });
    meter.update(Float32Array.of(1, 0), Int32Array.of(0));
    expect(meter.result().perClass[1]).toEqual({ count: 0, correct: 0, accuracy: Number.NaN });
  });

  it('forgets everything on reset, and returns a copy of its confusion matrix', () => {
    const meter = new Accuracy({ classes: 2 });
    meter.update(Float32Array.of(1, 0), Int32Array.of(1));
    const before = meter.result();
    meter.reset();
    meter.update(Float32Array.of(1, 0), Int32Array.of(0));
    expect(meter.result()).toMatchObject({ top1: 100, count: 1 });
    expect([...before.confusion]).toEqual([0, 0, 1, 0]);
  });

  it('refuses a batch that does not fit, names the sample, and counts nothing of the batch', () => {
    const meter = new Accuracy({ classes: 2 });
    expect(() => meter.update(new Float32Array(5), new Int32Array(2))).toThrow(MismatchError);
    expect(() => meter.update(new Float32Array(4), Int32Array.of(0, 2))).toThrow(
      'the label of sample 1 of the batch is not a class: expected 0 to 1, got 2.',
    );
    expect(() => meter.update(new Float32Array(4), Int32Array.of(0, -1))).toThrow(MismatchError);
    expect(meter.result().count).toBe(0);
  });

  it('refuses an invalid number of classes and an invalid k', () => {
    expect(() => new Accuracy({ classes: 0 })).toThrow(UsageError);
    expect(() => new Accuracy({ classes: 3, topK: [1, 0] })).toThrow('k of topK');
    expect(() => new Accuracy({ classes: 2.5 })).toThrow('2.5');
  });
});
