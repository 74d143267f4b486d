import { describe, expect, it } from 'vitest';
import { formatMetric, isBetter, metricNames, metricOf, registerMetric } from './metric.js';

describe('metricOf', () => {
  it('returns unit, direction and decimals of the built-in metrics', () => {
    expect(metricOf('accuracy')).toEqual({
      name: 'accuracy',
      label: 'accuracy',
      better: 'higher',
      unit: '%',
      digits: 2,
    });
    const lower = metricNames().filter((name) => metricOf(name).better === 'lower');
    expect(lower).toEqual(expect.arrayContaining(['mErr', 'RMSE', 'ECE', 'loss', 'relative']));
    expect(lower).not.toContain('PSNR');
  });

  it('treats an unknown metric as a plain number, higher is better', () => {
    expect(metricOf('toString')).toMatchObject({ label: 'toString', better: 'higher', unit: '', digits: 2 });
  });
});

describe('registerMetric', () => {
  it('adds a metric with its unit and direction, once', () => {
    registerMetric('calibration', { unit: '%', better: 'lower', digits: 1 });
    expect(metricNames()).toContain('calibration');
    expect(isBetter(metricOf('calibration'), 2, 3)).toBe(true);
    expect(formatMetric(metricOf('calibration'), 2.25)).toBe('2.3 %');
    expect(() => registerMetric('calibration', {})).toThrow("the metric 'calibration' is already registered");
  });

  it('refuses to change a built-in metric', () => {
    expect(() => registerMetric('RMSE', { better: 'higher' })).toThrow(
      "the metric 'RMSE' is already registered",
    );
    expect(metricOf('RMSE').better).toBe('lower');
  });
});

it('isBetter compares in the metric’s direction, and equal values are not better', () => {
  expect(isBetter(metricOf('RMSE'), 0.4, 0.5)).toBe(true);
  expect(isBetter(metricOf('mIoU'), 40, 50)).toBe(false);
  expect(isBetter(metricOf('mIoU'), 50, 50)).toBe(false);
});

it('formatMetric appends the metric’s unit', () => {
  const written = ['accuracy', 'RMSE', 'mErr', 'SSIM'].map((name) => formatMetric(metricOf(name), 0.51138));
  expect(written).toEqual(['0.51 %', '0.5114 m', '0.51°', '0.5114']);
});
