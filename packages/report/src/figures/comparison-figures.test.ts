import { expect, it } from 'vitest';
import { exampleReport } from '../__fixtures__/example-report.js';
import { renderComparisonHtml } from '../html/comparison-page.js';
import { comparisonFigures } from './comparison-figures.js';

it('gives every figure of the page a file name of its own and the page’s colours', () => {
  const report = exampleReport();
  const figures = comparisonFigures(report);
  const names = figures.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const count = (prefix: string) => names.filter((name) => name.replace(/-\d+$/, '') === prefix).length;
  expect(count('accuracy')).toBe(1);
  expect(count('training')).toBe(report.curves.length);
  expect(count('norms')).toBe(report.heatMaps?.length ?? 0);
  expect(count('blocks')).toBe(report.policies?.length ?? 0);
  expect(count('samples')).toBe(report.samples.length);
  for (const { draw, name } of figures) {
    const svg = draw({ theme: 'light' });
    expect(svg, name).toMatch(/^<svg class="chart" xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg, name).toContain('<style>');
  }
  // A curve of the page has the class it has in the file.
  const lines = (text: string) => new Set(text.match(/class="line c\d( d\d)?"/g));
  const drawn = figures.filter(({ name }) => name.startsWith('training')).map(({ draw }) => draw());
  for (const line of lines(drawn.join(''))) expect(renderComparisonHtml(report)).toContain(line);
});

it('draws nothing where there is nothing', () => {
  const table = { id: 't', engine: 'cpu', rows: [] };
  expect(comparisonFigures({ title: 't', table, curves: [], samples: [], settings: {} })).toEqual([]);
});
