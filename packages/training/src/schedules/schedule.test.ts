import { describe, expect, it } from 'vitest';
import reference from '../__fixtures__/schedules.json' with { type: 'json' };
import { scheduleFactor, scheduleSchema } from './schedule.js';

const closeTo = (got: number, expected: number, where: string) =>
  expect(Math.abs(got - expected), where).toBeLessThan(1e-12);

describe('scheduleFactor', () => {
  it("follows PyTorch's CosineAnnealingLR step by step", () => {
    const totalSteps = reference.cosine.length;
    reference.cosine.forEach((expected, step) => {
      const at = { step, totalSteps, epoch: 0, epochs: 1 };
      closeTo(scheduleFactor({ kind: 'cosine', every: 'step' }, at), expected, `step ${step}`);
    });
  });

  it('is constant within an epoch where the cosine moves once per epoch', () => {
    const epochs = reference.cosine.length;
    reference.cosine.forEach((expected, epoch) => {
      for (let batch = 0; batch < 7; batch++) {
        const at = { step: epoch * 7 + batch, totalSteps: epochs * 7, epoch, epochs };
        closeTo(scheduleFactor({ kind: 'cosine', every: 'epoch' }, at), expected, `epoch ${epoch}`);
      }
    });
  });

  it("follows PyTorch's PolynomialLR", () => {
    const totalSteps = reference.polynomial.length;
    reference.polynomial.forEach((expected, step) => {
      const at = { step, totalSteps, epoch: 0, epochs: 1 };
      closeTo(scheduleFactor({ kind: 'polynomial', power: 0.9 }, at), expected, `step ${step}`);
    });
  });

  it("rises linearly in a warm-up, then follows its own from the beginning, as PyTorch's SequentialLR", () => {
    reference.warmedCosine.forEach((expected, step) => {
      const at = { step, totalSteps: 30, epoch: Math.floor(step / 3), epochs: 10 };
      closeTo(scheduleFactor({ kind: 'cosine', every: 'step', warmup: 2 }, at), expected, `step ${step}`);
    });
    reference.warmedPolynomial.forEach((expected, step) => {
      const at = { step, totalSteps: 40, epoch: Math.floor(step / 10), epochs: 4 };
      closeTo(scheduleFactor({ kind: 'polynomial', power: 0.9, warmup: 0.5 }, at), expected, `step ${step}`);
    });
  });

  it('keeps the cosine of whole epochs after a warm-up of whole epochs', () => {
    const factors = Array.from({ length: 6 }, (_, epoch) =>
      scheduleFactor(
        { kind: 'cosine', every: 'epoch', warmup: 2 },
        {
          ...{ step: epoch * 5, totalSteps: 30 },
          ...{ epoch, epochs: 6 },
        },
      ),
    );
    expect(factors.slice(0, 2)).toEqual([1 / 11, 6 / 11]);
    [0, 1, 2, 3].forEach((epoch) => {
      closeTo(factors[2 + epoch]!, (1 + Math.cos((Math.PI * epoch) / 4)) / 2, `epoch ${epoch}`);
    });
    const last = { step: 9, totalSteps: 10, epoch: 0, epochs: 1 };
    expect(scheduleFactor({ kind: 'constant', warmup: 0.5 }, last)).toBe(1);
  });

  it('keeps a constant rate, and never reaches zero before the end', () => {
    const last = { step: 99, totalSteps: 100, epoch: 9, epochs: 10 };
    expect(scheduleFactor({ kind: 'constant' }, last)).toBe(1);
    for (const config of ['cosine', 'polynomial'].map((kind) => scheduleSchema.parse({ kind }))) {
      expect(scheduleFactor(config, last)).toBeGreaterThan(0);
    }
  });

  it('refuses an invalid schedule', () => {
    expect(() => scheduleSchema.parse({ kind: 'cosin' })).toThrow();
    expect(() => scheduleSchema.parse({ kind: 'polynomial', power: -1 })).toThrow();
    expect(() => scheduleSchema.parse({ kind: 'constant', warmup: 0 })).toThrow();
  });
});
