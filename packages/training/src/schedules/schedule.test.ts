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
  });
});
