import { describe, expect, it } from 'vitest';
import { formatMetric, isBetter, metricNames, metricOf, registerMetric } from './metric.js';

describe('metricOf', () => {
  it('knows unit, direction and decimals of the metrics of the tables', () => {
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

  it('takes a metric it does not know as a plain number, better the higher it is', () => {
    expect(metricOf('toString')).toMatchObject({ label: 'toString', better: 'higher', unit: '', digits: 2 });
  });
});

describe('registerMetric', () => {
  it('adds a metric with its unit and direction, once', () => {
    registerMetric('calibration', { unit: '%', better: 'lower', digits: 1 });
    expect(metricNames()).toContain('calibration');
    expect(isBetter(metricOf('calibration'), 2, 3)).toBe(true);
    expect(formatMetric(metricOf('calibration'), 2.25)).toBe('2.3 %');
    expect(() => registerMetric('calibration', {})).toThrow("there is a metric 'calibration' already");
  });

  it('does not change a metric of the tables', () => {
    expect(() => registerMetric('RMSE', { better: 'higher' })).toThrow("there is a metric 'RMSE' already");
    expect(metricOf('RMSE').better).toBe('lower');
  });
});

it('isBetter compares in the direction of the metric, and equals are not better', () => {
  expect(isBetter(metricOf('RMSE'), 0.4, 0.5)).toBe(true);
  expect(isBetter(metricOf('mIoU'), 40, 50)).toBe(false);
  expect(isBetter(metricOf('mIoU'), 50, 50)).toBe(false);
});

it('formatMetric writes a value with its unit', () => {
  const written = ['accuracy', 'RMSE', 'mErr', 'SSIM'].map((name) => formatMetric(metricOf(name), 0.51138));
  expect(written).toEqual(['0.51 %', '0.5114 m', '0.51°', '0.5114']);
});
