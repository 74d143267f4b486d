import { describe, expect, it } from 'vitest';
import { progressLine, shortTime } from './progress-line.js';

const view = {
  label: 'comparing',
  done: 4.76,
  total: 12,
  eta: 170,
  detail: 'fc-and-bn-only · emoji · loss 1.80 · 285 images/s',
};

describe('progressLine', () => {
  it.each([60, 80, 100, 140])('shows the time left in %i columns, and is no longer', (width) => {
    const line = progressLine(view, width);
    expect(line).toContain('4.76/12 · 2m50s left');
    expect(line.length).toBeLessThanOrEqual(width);
  });

  it('cuts what follows from its end', () => {
    expect(progressLine(view, 80)).toBe(
      'comparing ██████████░░░░░░░░░░░░░░ 4.76/12 · 2m50s left · fc-and-bn-only · emoj…',
    );
    const long = { ...view, label: 'a domain of a very long name indeed, semantic segmentation: testing' };
    expect(progressLine(long, 60).length).toBeLessThanOrEqual(60);
    expect(progressLine(long, 60)).toContain('2m50s left');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 0])('says nothing of a time left of %s', (eta) => {
    expect(progressLine({ ...view, eta }, 80)).not.toContain('left');
    expect(progressLine({ ...view, done: 0, eta: 3, detail: '' }, 80)).toBe(
      `comparing ${'░'.repeat(24)} 0/12`,
    );
  });
});

it.each([
  [0.4, '0s'],
  [59.6, '1m00s'],
  [170, '2m50s'],
  [3_900, '1h05m'],
  [200_000, '2d07h'],
])('%d seconds are %s', (seconds, shown) => {
  expect(shortTime(seconds)).toBe(shown);
});
