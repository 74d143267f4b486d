import { expect, it } from 'vitest';
import { formatThroughput } from './throughput.js';

it.each([
  [0.04123, '0.0412'],
  [87.46, '87.5'],
  [999.6, '1,000'],
  [1012, '1,010'],
  [1_234_567, '1,230,000'],
])('formatThroughput(%d) is %s', (rate, shown) => {
  expect(formatThroughput(rate)).toBe(shown);
});
