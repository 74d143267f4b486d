import { createHash } from 'node:crypto';
import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { exampleReport } from '../__fixtures__/example-report.js';
import { elementsOf } from '../__fixtures__/parse.js';
import { renderComparisonHtml } from './comparison-page.js';

const page = renderComparisonHtml(exampleReport());
const elements = elementsOf(page);
const noStudies = { pruning: [], heatMaps: [], policies: [], classes: [], images: [] };
const byClass = (name: string) => elements.filter((e) => e.classes.includes(name));

describe('renderComparisonHtml', () => {
  it('shows every number of the table exactly', () => {
    const { rows } = exampleReport().table;
    const cells = elements.filter((e) => e.name === 'td').map((e) => e.text.replace(' best', ''));
    for (const { value } of rows) expect(cells).toContain(value.toFixed(2));
    expect(cells).toContain('21,284,672');
    expect(cells).toContain('127,708,032');
    expect(cells).toContain('1.009×');
    expect(cells).toContain('68.29');
  });

  it('marks the best value of each column by more than font weight', () => {
    const results = elementsOf(page.slice(page.indexOf('<table'), page.indexOf('</table>')));
    const best = results.filter((e) => e.name === 'strong');
    expect(best.map((e) => e.text)).toEqual(['77.43', '69.25', '69.21', '71.61', '41.50', '80.74', '68.29']);
    expect(results.filter((e) => e.classes.includes('hidden') && e.text === ' best')).toHaveLength(7);
  });

  it('gives every table cell its headers and every row the same number of cells', () => {
    for (const th of elements.filter((e) => e.name === 'th')) {
      expect(th.attributes.scope).toMatch(/^(row|col|colgroup)$/);
    }
    const body = page.slice(page.indexOf('<tbody>'), page.indexOf('</tbody>'));
    const counts = body
      .split('</tr>')
      .slice(0, -1)
      .map((row) => row.match(/<t[dh]/g)!.length);
    expect(counts).toEqual([10, 10, 10, 10, 10]);
    // Results, the points of pruning, and classes for each domain.
    expect(elements.filter((e) => e.name === 'caption')).toHaveLength(1 + 1 + 6);
    expect(elements.filter((e) => e.name === 'table')).toHaveLength(1 + 1 + 6);
  });

  it('gives every drawing a unique name', () => {
    const charts = byClass('chart');
    // Accuracy, pruning, two heat maps, a policy and a curve for each domain, each for wide and narrow pages; images once.
    expect(charts).toHaveLength(2 * (1 + 1 + 2 + 1 + 6) + 1);
    const ids = elements.map((e) => e.attributes.id).filter((id) => id !== undefined);
    expect(new Set(ids).size).toBe(ids.length);
    for (const chart of charts) {
      for (const id of chart.attributes['aria-labelledby']!.split(' ')) {
        expect(elements.find((e) => e.attributes.id === id)!.text).not.toBe('');
      }
    }
    for (const element of elements.filter((e) => e.attributes['aria-labelledby'])) {
      for (const id of element.attributes['aria-labelledby']!.split(' ')) expect(ids).toContain(id);
    }
  });

  it('draws a method in the same colour everywhere', () => {
    const colorOf = (text: string, kind: string) =>
      new Set(
        byClass(kind)
          .filter((e) => e.text === text)
          .map((e) => e.classes[1]),
      );
    expect(colorOf('FTN R=10', 'name').size).toBe(1);
    expect(colorOf('FTN R=1', 'name')).toEqual(colorOf('FTN R=10', 'name'));
    expect(colorOf('Fine-tuning', 'name')).not.toEqual(colorOf('FTN R=10', 'name'));
  });

  it('shows samples with their captions and marks the wrong ones', () => {
    const images = elements.filter((e) => e.name === 'img');
    expect(images).toHaveLength(48);
    for (const { attributes } of images) {
      expect(attributes).toMatchObject({ width: '128', height: '128', alt: '' });
      expect(attributes.src).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
    }
    expect(byClass('wrong')).toHaveLength(12);
    expect(byClass('hidden').filter((e) => e.text === 'wrong: ')).toHaveLength(12);
  });

  it('lists settings and notes', () => {
    const settings = elements.filter((e) => e.name === 'dt').map((e) => e.text);
    expect(settings).toContain('optimizer.factors.rate');
    expect(page).toContain('Every method’s learning rates were chosen with the same validation budget.');
  });

  it('puts the explanation before the details, in paragraphs', () => {
    const headings = elements.filter((e) => e.name === 'h2').map((e) => e.text);
    expect(headings).toEqual([
      'Results',
      'Accuracy against parameters',
      'Why this order',
      'Pruning',
      'Where the network changes',
      'Which blocks run',
      'Class by class',
      'Training',
      'Images',
      'Samples',
      'Notes',
      'Settings',
    ]);
    expect(byClass('prose')).toHaveLength(2);
  });

  it('collapses the classes of each domain, and expands those of a single domain', () => {
    const folded = (html: string) =>
      elementsOf(html).filter((e) => e.name === 'details' && e.text.includes('8 classes'));
    expect(folded(page).map((e) => 'open' in e.attributes)).toEqual(new Array(6).fill(false));
    expect(folded(renderComparisonHtml(exampleReport(1))).map((e) => 'open' in e.attributes)).toEqual([true]);
    const owl = elements.filter((e) => e.name === 'tr' && e.text.startsWith('owl'));
    expect(owl).toHaveLength(6);
    expect(owl[0]!.text).toMatch(/^owl44\d/);
    expect(owl[0]!.text).toContain('–');
  });

  it('lists every point of the pruning curves in a table', () => {
    const rows = elements.filter((e) => e.name === 'tr' && /^(clipart|sketch)(\d|,)/.test(e.text));
    expect(rows[0]!.text).toBe('clipart0.3152164,07077.00');
    expect(rows).toHaveLength(2 * 10 + 1);
  });

  it('shows the paper’s multiple beside ours', () => {
    const table = exampleReport().table;
    const rows = table.rows.map((row) => (row.rank === 1 ? { ...row, paperMultiple: 1.008 } : row));
    const html = renderComparisonHtml({ ...exampleReport(), ...noStudies, table: { ...table, rows } });
    expect(
      elementsOf(html)
        .filter((e) => e.classes.includes('paper'))
        .map((e) => e.text),
    ).toEqual(['paper 1.008×']);
  });

  it('is byte-identical every time', () => {
    expect(renderComparisonHtml(exampleReport())).toBe(page);
  });

  it('loads no external resource', () => {
    const text = page
      .replaceAll('http://www.w3.org/2000/svg', '')
      .replace(/data:image\/png;base64,[\w+/=]+/g, '');
    expect(text.match(/[a-z]+:\/\/|"\/\/|@import|url\(|\b(src|href|srcset)="[^"]/i)).toBe(null);
    for (const name of ['script', 'link', 'iframe', 'object', 'base', 'form', 'a']) {
      expect(elements.filter((e) => e.name === name)).toEqual([]);
    }
  });

  it('allows by its own policy only its style sheet and embedded images', () => {
    const policy = elements.find((e) => e.attributes['http-equiv'] === 'Content-Security-Policy')!.attributes
      .content!;
    const style = elements.find((e) => e.name === 'style')!.text;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(elements.filter((e) => 'style' in e.attributes)).toEqual([]);
  });

  it('shows a single domain without a mean, and no empty section', () => {
    const studies = { pruning: [], heatMaps: [], policies: [], classes: [], images: [], discussions: [] };
    const report = { ...exampleReport(1), ...studies, curves: [], samples: [], settings: {}, notes: [] };
    const small = elementsOf(renderComparisonHtml(report));
    expect(small.filter((e) => e.name === 'h2').map((e) => e.text)).toEqual([
      'Results',
      'Accuracy against parameters',
    ]);
    expect(small.filter((e) => e.classes.includes('mean'))).toEqual([]);
  });

  it('titles the scatter chart with the metric, or with results where metrics differ', () => {
    const { table } = exampleReport(1);
    const headingOf = (metrics: readonly string[]) => {
      const rows = table.rows.flatMap((row) => metrics.map((metric) => ({ ...row, metric })));
      const html = renderComparisonHtml({ ...exampleReport(1), ...noStudies, table: { ...table, rows } });
      return elementsOf(html).filter((e) => e.name === 'h2')[1]!.text;
    };
    expect(headingOf(['PSNR'])).toBe('PSNR against parameters');
    expect(headingOf(['mIoU', 'RMSE'])).toBe('Results against parameters');
  });

  it('draws a chart for each metric where they differ', () => {
    const table = exampleReport().table;
    const rows = table.rows
      .filter((row) => row.domain === 'real' || row.domain === 'sketch')
      .map((row) => (row.domain === 'real' ? { ...row, metric: 'RMSE' } : row));
    const mixed = elementsOf(
      renderComparisonHtml({ ...exampleReport(), ...noStudies, curves: [], table: { ...table, rows } }),
    );
    expect(mixed.filter((e) => e.classes.includes('chart'))).toHaveLength(4);
    expect(mixed.some((e) => e.text.startsWith('Lower and further left is better.'))).toBe(true);
  });

  it('renders a table without rows, and one without a finite number', () => {
    const { table } = exampleReport();
    expect(
      renderComparisonHtml({ ...exampleReport(), ...noStudies, table: { ...table, rows: [] } }),
    ).toContain('No results.');
    const rows = table.rows.map((row) => ({
      ...row,
      value: Number.NaN,
      parameters: Number.NaN,
      multiple: Number.NaN,
    }));
    const text = renderComparisonHtml({ ...exampleReport(), ...noStudies, table: { ...table, rows } });
    expect(text).toContain('n/a');
    expect(text).not.toContain('NaN');
  });

  it('refuses a contradictory table', () => {
    const { table } = exampleReport();
    const rows = [...table.rows, table.rows[0]!];
    expect(() =>
      renderComparisonHtml({ ...exampleReport(), ...noStudies, table: { ...table, rows } }),
    ).toThrow(UsageError);
  });
});

it('says what was done before the table, and keeps hidden words of a wide table within what scrolls', () => {
  const page = renderComparisonHtml({
    ...exampleReport(2),
    summary: ['One network was adapted to <2> domains.'],
  });
  const [summary, results] = ['One network was adapted to &lt;2&gt; domains.', 'id="results"'].map((text) =>
    page.indexOf(text),
  );
  expect(summary).toBeGreaterThan(0);
  expect(summary).toBeLessThan(results!);
  // A hidden word is absolute: without a positioned ancestor in the scrolling region it would widen the whole page.
  expect(page).toMatch(/\.scroll \{[^}]*position: relative;[^}]*overflow-x: auto/);
});
