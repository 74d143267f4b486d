import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { metricOf } from './metric.js';
import { multiTaskDelta } from './multi-task-delta.js';

describe('multiTaskDelta', () => {
  it('averages relative gains, with the sign reversed for errors', () => {
    const { delta, perTask } = multiTaskDelta([
      { task: 'segmentation', value: 33, reference: 30, better: metricOf('mIoU').better },
      { task: 'normals', value: 18, reference: 20, better: metricOf('mErr').better },
      { task: 'depth', value: 0.66, reference: 0.6, better: metricOf('RMSE').better },
      { task: 'edges', value: 0.7, reference: 0.7, better: metricOf('odsF').better },
    ]);
    for (const [i, expected] of [10, 10, -10, 0].entries())
      expect(perTask[i]!.delta).toBeCloseTo(expected, 10);
    expect(perTask.map(({ task }) => task)).toEqual(['segmentation', 'normals', 'depth', 'edges']);
    expect(delta).toBeCloseTo(2.5, 10);
  });

  it('returns NaN where a value is NaN', () => {
    const score = { task: 'depth', value: Number.NaN, reference: 1, better: 'lower' } as const;
    expect(multiTaskDelta([score]).delta).toBeNaN();
  });

  it('refuses an empty list, and a reference of zero', () => {
    expect(() => multiTaskDelta([])).toThrow(UsageError);
    const score = { task: 'depth', value: 1, reference: 0, better: 'lower' } as const;
    expect(() => multiTaskDelta([score])).toThrow("reference of 'depth'");
  });
});
