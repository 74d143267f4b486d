import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { exampleRows } from '../__fixtures__/example-report.js';
import type { ResultRow } from '../types.js';
import { resultGrid } from './result-grid.js';

const gridOf = (rows: ResultRow[]) => resultGrid({ id: 't', engine: 'cpu', rows });
const row = (
  method: string,
  domain: string | undefined,
  value: number,
  more: Partial<ResultRow> = {},
): ResultRow => ({
  method,
  ...(domain === undefined ? {} : { domain }),
  metric: 'accuracy',
  value,
  parameters: 100,
  multiple: 1,
  ...more,
});

describe('resultGrid', () => {
  it('puts systems in rows and domains in columns, each in order of appearance', () => {
    const grid = gridOf(exampleRows());
    expect(grid.systems.map((system) => system.label)).toEqual([
      'feature-extractor',
      'fc-and-bn-only',
      'ftn R=1',
      'ftn R=10',
      'fine-tuning',
    ]);
    expect(grid.columns.map((column) => column.name).slice(-2)).toEqual(['real', 'mean']);
    expect(grid.systems.at(-1)!.cells.at(-1)!.value).toBeCloseTo(68.29, 2);
  });

  it('has no mean for a system without a value on every domain, nor for a single domain', () => {
    const grid = gridOf([row('a', 'x', 1), row('a', 'y', 3), row('b', 'y', 5)]);
    expect(grid.systems.map((system) => system.cells.at(-1)?.value)).toEqual([2, undefined]);
    expect(gridOf([row('a', 'x', 1), row('b', 'x', 2)]).hasMean).toBe(false);
  });

  it('uses a value over all domains as the mean, with its deviation', () => {
    const grid = gridOf([row('a', 'x', 1), row('a', 'y', 3), row('a', undefined, 2.01, { deviation: 0.5 })]);
    expect(grid.columns.map((column) => column.name)).toEqual(['x', 'y', 'mean']);
    expect(grid.systems[0]!.cells[2]).toMatchObject({ value: 2.01, deviation: 0.5 });
  });

  it('averages the paper’s values only where all are present', () => {
    const whole = gridOf([row('a', 'x', 1, { paper: 2 }), row('a', 'y', 3, { paper: 4 })]);
    expect(whole.systems[0]!.cells[2]!.paper).toBe(3);
    const part = gridOf([row('a', 'x', 1, { paper: 2 }), row('a', 'y', 3)]);
    expect(part.systems[0]!.cells[2]).not.toHaveProperty('paper');
  });

  it('marks all values that print the same as the best, and never a missing one', () => {
    const grid = gridOf([
      row('a', 'x', 70.001),
      row('b', 'x', 70.004),
      row('c', 'x', 69.9),
      row('d', 'x', Number.NaN),
    ]);
    expect(grid.systems.map((system) => system.cells[0]!.best)).toEqual([true, true, false, false]);
  });

  it('marks nothing where there is only one system', () => {
    expect(gridOf([row('a', 'x', 1)]).systems[0]!.cells[0]!.best).toBe(false);
  });

  it('keeps metrics of a domain apart, and then has no mean', () => {
    const grid = gridOf([row('a', 'x', 1), row('a', 'x', 2, { metric: 'top5' })]);
    expect(grid.columns.map((column) => column.style.label)).toEqual(['accuracy', 'top-5 accuracy']);
    expect(grid).toMatchObject({ hasMean: false, sharedMetric: undefined });
  });

  it('is not confused by names of object properties', () => {
    const grid = gridOf([row('constructor', '__proto__', 1, { metric: 'toString' })]);
    expect(grid.columns[0]).toMatchObject({ name: '__proto__', style: { label: 'toString' } });
    expect(grid.systems[0]!.label).toBe('constructor');
  });

  it('refuses two rows for the same cell and names them', () => {
    const rows = [row('a', 'x', 1, { rank: 5 }), row('a', 'x', 2, { rank: 5 })];
    expect(() => gridOf(rows)).toThrow(UsageError);
    expect(() => gridOf(rows)).toThrow('(a R=5, x, accuracy)');
  });
});
