import { describe, expect, it } from 'vitest';
import { exampleReport } from '../__fixtures__/example-report.js';
import { elementsOf } from '../__fixtures__/parse.js';
import { type PaperPart, renderPaperHtml } from './paper-page.js';

const made = (id: string): PaperPart => ({
  ...{ id, title: `What ${id} shows`, source: 'section D', state: 'made', report: exampleReport() },
  ...{ command: `ftn reproduce ${id} --mini`, seconds: 61.4 },
});

const parts: PaperPart[] = [
  made('table-s1'),
  made('figure-s2'),
  { id: 'nyud', title: 'Four tasks', source: 'section A.3', state: 'missing', reason: 'It needs <data>.' },
  { id: 'figure-s5', title: 'Seasons', source: 'section E', state: 'failed', reason: 'no space is left' },
];

const page = renderPaperHtml({ title: 'The whole paper', parts, seeds: [0, 1, 2] });
const elements = elementsOf(page);

describe('renderPaperHtml', () => {
  it('has every part under its name, with what made it and a link to its own page', () => {
    const links = elements.filter((e) => e.name === 'a').map((e) => e.attributes.href);
    expect(links).toEqual([
      ...['#table-s1', '#figure-s2', '#nyud', '#figure-s5'],
      ...['table-s1/report.html', 'figure-s2/report.html'],
    ]);
    for (const { id } of parts) expect(elements.find((e) => e.attributes.id === id)!.name).toBe('h2');
    expect(page).toContain('<code>ftn reproduce figure-s2 --mini</code> · 61 s');
    expect(page).toContain('2 of 4 made · seeds 0, 1, 2; ± over them');
  });

  it('says what was not made and why', () => {
    expect(page).toContain('It needs &lt;data&gt;.');
    expect(page).toContain('no space is left');
    const marks = elements.filter((e) => e.name === 'strong' && e.classes.includes('wrong'));
    expect(marks.map((e) => e.text)).toEqual(['not made', 'failed']);
  });

  it('keeps the drawings and tables of two parts apart by their ids', () => {
    const ids = elements.flatMap((e) => e.attributes.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const named = elements.flatMap((e) => e.attributes['aria-labelledby']?.split(' ') ?? []);
    for (const id of named) expect(ids).toContain(id);
    expect(elements.filter((e) => e.classes.includes('results')).length).toBeGreaterThanOrEqual(2);
  });
});
