import { describe, expect, it } from 'vitest';
import { exampleRows, names } from '../__fixtures__/example-report.js';
import { displayWidth } from './display-width.js';
import { formatComparison } from './format-comparison.js';

const table = { id: 'table-s1', engine: 'native', rows: exampleRows() };

describe('formatComparison', () => {
  it('prints every column of the table', () => {
    expect(formatComparison(table, { width: 100, names })).toBe(
      `table-s1 · accuracy, %  (native)

                                                                                               ×
method            clipart sketch painting quickdraw infograph   real   mean  parameters backbone
────────────────────────────────────────────────────────────────────────────────────────────────
Feature extractor  76.67  65.20    65.26     52.97     35.05  76.08  61.87   21,284,672   1.000×
FC and BN only     77.07  68.34    68.76     69.06     40.63  79.07  67.16   21,386,816   1.005×
FTN R=1            77.13  68.10    68.50     69.41     40.04  79.49  67.11   21,485,258   1.009×
FTN R=10           77.20  68.90    68.85     70.90     40.90  80.10  67.81   22,371,236   1.051×
Fine-tuning        77.43* 69.25*   69.21*    71.61*    41.50* 80.74* 68.29* 127,708,032   6.000×

* best of its column`,
    );
  });

  it.each([40, 60, 80, 100, 120])('keeps within %d columns and omits nothing', (width) => {
    const text = formatComparison(table, { width });
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    for (const { value } of table.rows) expect(text).toContain(value.toFixed(2));
    expect(text).toContain('127,708,032');
  });

  it('shows deviations and the paper’s values, and explains both', () => {
    const rows = exampleRows(1).map((row) => ({ ...row, deviation: 0.25, paper: 77 }));
    const text = formatComparison({ ...table, rows });
    expect(text).toContain('76.67 ±0.25 [77.00]');
    expect(text).toContain('77.43*±0.25 [77.00]');
    expect(text).toContain('± deviation over repeated runs');
    expect(text).toContain('[ ] the paper’s value');
    expect(text).not.toContain('mean');
  });

  it('names metric and unit in each column where they differ, and treats lower errors as better', () => {
    const system = { parameters: 10, multiple: 1 };
    const text = formatComparison({
      ...table,
      rows: [
        { method: 'a', task: 'depth', metric: 'RMSE', value: 0.5612, ...system },
        { method: 'a', task: 'normals', metric: 'mErr', value: 22, ...system },
        { method: 'b', task: 'depth', metric: 'RMSE', value: 0.6, ...system },
        { method: 'b', task: 'normals', metric: 'mErr', value: 21, ...system },
      ],
    });
    expect(text).toMatch(/depth\s+normals/);
    expect(text).toMatch(/RMSE, m\s+mErr, °/);
    expect(text).toContain('0.5612*');
    expect(text).toContain('21.00*');
    expect(text).not.toContain('mean');
  });

  it('uses emphasis only with colour on, and lets no control character of a name through', () => {
    const rows = exampleRows(2).map((row) => ({
      ...row,
      domain: `${row.domain}\u001b[2J`,
      method: `${row.method}\n\u0007`,
    }));
    const plain = formatComparison({ ...table, rows });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(plain).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    const colored = formatComparison({ ...table, rows }, { color: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the emphasis of this package begins with it
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(plain);
    expect(colored).toContain('\u001b[1m');
  });

  it('prints that there are no results', () => {
    expect(formatComparison({ id: 'empty', engine: 'cpu', rows: [] })).toContain('No results.');
  });
});
