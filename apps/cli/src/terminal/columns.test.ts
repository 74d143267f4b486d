import { describe, expect, it } from 'vitest';
import { columns } from './columns.js';

const rows = [
  { name: 'ftn', summary: 'low-rank factors on every convolution of the frozen network', count: 1200 },
  { name: 'taps', summary: 'whole kernels where they pay', count: 7 },
];

describe('columns', () => {
  it('aligns cells below their names, numbers to the right', () => {
    expect(columns(rows)).toEqual([
      'name  summary                                                      count',
      'ftn   low-rank factors on every convolution of the frozen network  1,200',
      'taps  whole kernels where they pay                                     7',
    ]);
    expect(columns(rows, 72)).toEqual(columns(rows));
  });

  it('wraps words where a line would be too long, and breaks none that fits', () => {
    const lines = columns(rows, 40);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(lines[1]).toBe('ftn   low-rank factors on every    1,200');
    expect(lines[2]).toBe('      convolution of the frozen');
    expect(lines.join(' ')).toContain('kernels');
  });

  it('shows rows of too many numbers as names and values', () => {
    const wide = [Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`measure ${i}`, 1_000_000 * i]))];
    const lines = columns(wide, 60);
    expect(lines).toHaveLength(9);
    expect(lines[3]).toBe('measure 3  3,000,000');
  });

  it('breaks a word longer than its column, and leaves an absent cell empty', () => {
    const lines = columns([{ a: 'x'.repeat(50), b: 'y' }, { a: 'z' }], 30);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(30);
    expect(lines.at(-1)).toBe('z');
    expect(columns([])).toEqual([]);
  });
});
