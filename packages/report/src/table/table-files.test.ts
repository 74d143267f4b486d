import { describe, expect, it } from 'vitest';
import { seriesStyles } from '../chart/series-style.js';
import { resultTable } from '../html/result-table.js';
import { formatComparison } from '../text/format-comparison.js';
import type { ResultRow } from '../types.js';
import { resultGrid } from './result-grid.js';
import { tableCsv, tableLatex, tableMarkdown, tableRowsCsv } from './table-files.js';

const row = (method: string, domain: string, value: number, more: Partial<ResultRow> = {}): ResultRow => ({
  method,
  domain,
  metric: 'accuracy',
  value,
  parameters: 307_536,
  multiple: 1,
  ...more,
});

const table = {
  id: 'birds_&_co',
  engine: 'cpu',
  rows: [
    row('fc-and-bn-only', 'a_b', 61.256, { deviation: 0.5 }),
    row('fc-and-bn-only', '=c|d', 40),
    row('ftn', 'a_b', 71.5, { rank: 4, deviation: 1.25, parameters: 321_171, multiple: 1.0443 }),
    row('ftn', '=c|d', Number.NaN, { rank: 4, parameters: 321_171, multiple: 1.0443 }),
  ],
};
const names = { ftn: 'FTN', 'fc-and-bn-only': 'FC and BN only' };

it('CSV holds the numbers as they are, deviations apart', () => {
  expect(tableCsv(table, names)).toBe(
    [
      'method,rank,"a_b, accuracy, %","a_b, accuracy, % ±","\'=c|d, accuracy, %","mean, accuracy, %",parameters,multiple',
      'fc-and-bn-only,,61.256,0.5,40,50.628,307536,1',
      'ftn,4,71.5,1.25,,,321171,1.0443',
      '',
    ].join('\n'),
  );
});

it('tells variants of a method apart in every form, in CSV by a column', () => {
  const variant = 'layers=layer4';
  const varied = {
    ...table,
    rows: [row('ftn', 'a_b', 60, { rank: 4 }), row('ftn', 'a_b', 50, { rank: 4, variant })],
  };
  expect(tableCsv(varied, names).split('\n').slice(0, 3)).toEqual([
    'method,rank,variant,"a_b, accuracy, %",parameters,multiple',
    'ftn,4,,60,307536,1',
    'ftn,4,layers=layer4,50,307536,1',
  ]);
  expect(tableMarkdown(varied, names)).toContain('| FTN R=4 (layers=layer4) | 50.00');
  expect(tableLatex(varied, names)).toContain('FTN R=4 (layers=layer4) & 50.00');
  expect(formatComparison(varied, { names })).toContain('FTN R=4 (layers=layer4)');
});

it('Markdown marks the best and escapes what would be a column', () => {
  expect(tableMarkdown(table, names).split('\n')).toEqual([
    '| method | a\\_b | =c\\|d | mean | parameters | × network |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    '| FC and BN only | 61.26 ± 0.50 | 40.00 | 50.63 | 307,536 | 1.000× |',
    '| FTN R=4 | **71.50** ± 1.25 | n/a | n/a | 321,171 | 1.044× |',
    '',
  ]);
});

it('LaTeX is a booktabs table in which no name is a command', () => {
  const text = tableLatex({ ...table, rows: [...table.rows, row('\\input{x}', 'a_b', -3)] }, names);
  expect(text).toContain(
    '\\begin{tabular}{lrrrrr}\n\\toprule\nmethod & a\\_b & =c|d & mean & parameters & $\\times$ network \\\\',
  );
  expect(text).toContain('FTN R=4 & \\textbf{71.50} $\\pm$ 1.25 & n/a & n/a & 321,171 & 1.044$\\times$ \\\\');
  expect(text).toContain('\\textbackslash{}input\\{x\\} & $-$3.00 & -- & --');
  expect(text.split('\n')[0]).toBe('% birds_&_co, accuracy, %; needs \\usepackage{booktabs}');
});

it('shows what a domain takes as a file in every form where it is known', () => {
  const file = { bytes: 62_000, halfBytes: 31_000 };
  const sized = {
    ...table,
    rows: [row('fc-and-bn-only', 'a_b', 61.256), row('ftn', 'a_b', 71.5, { rank: 4, ...file })],
  };
  expect(tableCsv(sized, names).split('\n')).toEqual([
    'method,rank,"a_b, accuracy, %",parameters,multiple,bytes,halfBytes',
    'fc-and-bn-only,,61.256,307536,1,,',
    'ftn,4,71.5,307536,1,62000,31000',
    '',
  ]);
  expect(tableMarkdown(sized, names)).toContain('| 1.000× | 62.0 / 31.0 kB |');
  expect(tableLatex(sized, names)).toContain('& 62.0 / 31.0 kB \\\\');
  expect(formatComparison(sized, { names })).toMatch(/FTN R=4 .* 62\.0 \/ 31\.0 kB/);
  expect(resultTable(resultGrid(sized, names), seriesStyles([])).text).toContain(
    '<td class="number">62.0 kB</td><td class="number">31.0 kB</td>',
  );
});

describe('with the paper’s values', () => {
  const told = {
    ...table,
    rows: [
      row('ftn', 'a', 71.5, { rank: 4, paper: 70.2, deviation: 0.5 }),
      row('taps', 'a', 60, { paper: 62.04 }),
    ],
  };

  it('CSV has them and the difference in columns of their own', () => {
    expect(tableCsv(told, names).split('\n').slice(0, 3)).toEqual([
      'method,rank,"a, accuracy, %","a, accuracy, % ±","a, accuracy, % paper","a, accuracy, % less paper",parameters,multiple',
      'ftn,4,71.5,0.5,70.2,1.3,307536,1',
      'taps,,60,,62.04,-2.04,307536,1',
    ]);
  });

  it('Markdown, LaTeX and the page say them behind ours', () => {
    expect(tableMarkdown(told, names)).toContain('| **71.50** ± 0.50 (paper 70.20, +1.30) |');
    expect(tableLatex(told, names)).toContain('60.00 (paper 62.04, $-$2.04)');
    const html = resultTable(resultGrid(told, names), seriesStyles([])).text;
    expect(html).toContain('<small class="paper">paper 62.04 (−2.04)</small>');
    expect(html).toContain('In brackets: ours less the paper’s.');
  });

  it('several tables make one CSV of a line for each number', () => {
    expect(
      tableRowsCsv([told, { ...table, id: 'two', rows: [row('ftn', 'b', Number.NaN)] }]).split('\n'),
    ).toEqual([
      'table,method,rank,variant,domain,task,metric,value,deviation,paper,less paper,parameters,multiple',
      'birds_&_co,ftn,4,,a,,accuracy,71.5,0.5,70.2,1.3,307536,1',
      'birds_&_co,taps,,,a,,accuracy,60,,62.04,-2.04,307536,1',
      'two,ftn,,,b,,accuracy,,,,,307536,1',
      '',
    ]);
  });
});
