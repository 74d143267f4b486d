import { expect, it } from 'vitest';
import { exampleRows } from '../__fixtures__/example-report.js';
import { elementsOf } from '../__fixtures__/parse.js';
import { payloads } from '../__fixtures__/xss-payloads.js';
import { renderSweepHtml, type SweepReport } from './sweep-page.js';

const report = (name: string): SweepReport => ({
  title: name,
  table: { id: 'sweep', engine: 'native', rows: exampleRows(2) },
  runs: [
    { label: name, state: 'finished', id: 'ab12', seconds: 61.44 },
    { label: 'b', state: 'failed', id: 'cd34', error: name },
    { label: 'c', state: 'waiting', id: 'ef56' },
  ],
  notes: [name],
  left: 'about 2m left',
  refresh: 10,
});

it('shows how runs stand, what they took or failed by, and the results so far', () => {
  const page = renderSweepHtml(report('Ranks'));
  expect(page).toContain('3 runs: 1 finished, 1 failed, 1 waiting · about 2m left');
  const cells = elementsOf(page).filter((e) => e.name === 'td');
  expect(cells.map((e) => e.text)).toEqual(expect.arrayContaining(['61.4 s', 'failed', 'ef56', '68.90']));
  const ids = elementsOf(page).flatMap((e) => e.attributes.id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
});

it('is read again by a browser while something is left to do, and no longer after it', () => {
  const refreshing = (page: string) => elementsOf(page).some((e) => e.attributes['http-equiv'] === 'refresh');
  expect(refreshing(renderSweepHtml(report('a')))).toBe(true);
  expect(refreshing(renderSweepHtml({ ...report('a'), refresh: undefined }))).toBe(false);
});

it('takes every name for text', () => {
  const parts = (page: string) =>
    elementsOf(page).map((e) => `${e.name} ${Object.keys(e.attributes).sort()}`);
  const harmless = parts(renderSweepHtml(report('harmless')));
  for (const name of payloads) expect(parts(renderSweepHtml(report(name))), name).toEqual(harmless);
});
