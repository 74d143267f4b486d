import { row, seeded } from '@ftn/reliability';
import { expect } from 'vitest';
import { exampleImage } from '../__fixtures__/example-report.js';
import { elementsOf } from '../__fixtures__/parse.js';
import { payloads } from '../__fixtures__/xss-payloads.js';
import { renderLineChart, renderScatterChart } from '../chart/standalone.js';
import { plainText } from '../text/plain-text.js';
import type { ComparisonReport } from '../types.js';
import { renderComparisonHtml } from './comparison-page.js';
import { renderPaperHtml } from './paper-page.js';

/** A report in which every text is `name`. */
function reportOf(name: string): ComparisonReport {
  const points = [1, 2, 3].map((x) => ({ x, y: x }));
  const image = { ...exampleImage(1, false), caption: name, detail: name };
  const row = { method: name, metric: name, value: 1, parameters: 100, multiple: 1 };
  return {
    title: name,
    description: name,
    table: {
      id: name,
      engine: name,
      rows: [
        { ...row, domain: name, task: name },
        { ...row, domain: 'b', rank: 3 },
      ],
    },
    curves: [
      {
        title: name,
        xLabel: name,
        yLabel: name,
        curves: [
          { label: name, points },
          { label: 'b', points },
        ],
      },
    ],
    samples: [{ title: name, images: [image] }],
    settings: { [name]: { [name]: [name, name] } },
    discussions: [{ title: name, paragraphs: [name] }],
    pruning: [
      {
        title: name,
        metric: name,
        curves: [
          {
            label: name,
            points: [{ threshold: 1, layers: 2, parameters: 3, value: 4 }],
            found: { label: name, parameters: 2, value: 3 },
          },
          { label: 'b', points: [{ threshold: 1, layers: 2, parameters: 3, value: 4 }] },
        ],
      },
    ],
    heatMaps: [{ title: name, rows: [name], columns: [name], values: [[0.5]], scaleLabel: name }],
    policies: [{ title: name, blocks: [name], domains: [name], selected: [[true]], probabilities: [[1]] }],
    classes: [
      { title: name, metric: name, classes: [{ name, images: 1 }], systems: [{ label: name, values: [1] }] },
    ],
    images: [
      {
        title: name,
        columns: [name],
        rows: [{ label: name, images: [image] }],
        legend: [{ name, color: [0, 0, 0] }],
      },
    ],
    notes: [name],
    names: { b: name },
  };
}

// What the page of a harmless name consists of; a hostile one may add nothing to it.
const harmless = elementsOf(renderComparisonHtml(reportOf('harmless')));
const ownStyle = harmless.filter((e) => e.name === 'style').map((e) => e.text);
const parts = (elements: typeof harmless) =>
  elements.map((e) => `${e.name} ${Object.keys(e.attributes).sort()}`);
const allowed = new Set([
  ...parts(harmless),
  'title ', // the whole of a name that was shortened
  'text class,font-size,transform,x,y', // a name that is wider than its column
]);

/** What a page with a hostile name has that a page with a harmless one has not. */
function additions(payload: string, page: string): string[] {
  const elements = elementsOf(page);
  const found = parts(elements).filter((part) => !allowed.has(part));
  const count = (all: typeof harmless) => all.filter((e) => e.name !== 'title').length;
  if (count(elements) !== count(harmless)) found.push(`${count(elements)} elements, not ${count(harmless)}`);
  const style = elements.filter((e) => e.name === 'style').map((e) => e.text);
  if (style.join() !== ownStyle.join()) found.push('another style');
  for (const { attributes } of elements)
    for (const [key, value] of Object.entries(attributes))
      if (/^(src|href|action|data)$/.test(key) && !/^(data:image\/png;base64,|#)/.test(value))
        found.push(`${key}=${value}`);
  const heading = elements.find((e) => e.name === 'h1')?.text;
  if (heading !== plainText(payload)) found.push(`the heading is ${heading}`);
  return found.map((what) => `${payload}: ${what}`);
}

row('S10', 'pages', () => {
  expect(new Set(payloads).size).toBeGreaterThanOrEqual(100);
  const found = payloads.flatMap((payload) => additions(payload, renderComparisonHtml(reportOf(payload))));
  expect(found).toEqual([]);
  const policy = harmless.find((e) => e.attributes['http-equiv'] === 'Content-Security-Policy');
  expect(policy?.attributes.content).toContain("default-src 'none'");
  return {
    count: payloads.length,
    figure: `${payloads.length} names in every place: 0 nodes, attributes, addresses`,
  };
});

row('S10', 'the page of a whole paper', () => {
  const paper = (name: string) => {
    const about = { title: name, source: name };
    return renderPaperHtml({
      title: name,
      seeds: [0],
      parts: [
        { ...about, id: 'made', state: 'made', report: reportOf(name), command: name, seconds: 1 },
        { ...about, id: 'failed', state: 'failed', reason: name },
      ],
    });
  };
  const safe = new Set([...parts(elementsOf(paper('harmless'))), ...allowed]);
  for (const name of payloads) {
    for (const part of parts(elementsOf(paper(name)))) expect(safe).toContain(part);
  }
  return { count: payloads.length, figure: `${payloads.length} names in every place: 0 nodes, attributes` };
});

row('S10', 'charts of their own', () => {
  const [curves] = reportOf('harmless').curves;
  const scatter = {
    title: 'a',
    xLabel: 'a',
    yLabel: 'a',
    series: [{ points: [{ label: 'a', x: 1, y: 1 }] }],
  };
  const safe = new Set([
    ...parts(elementsOf(renderLineChart(curves!))),
    ...parts(elementsOf(renderScatterChart(scatter))),
    'title ',
  ]);
  for (const name of payloads) {
    const texts = { title: name, xLabel: name, yLabel: name };
    const line = renderLineChart(reportOf(name).curves[0]!);
    const points = renderScatterChart({ ...texts, series: [{ points: [{ label: name, x: 1, y: 1 }] }] });
    for (const part of [line, points].flatMap((svg) => parts(elementsOf(svg)))) expect(safe).toContain(part);
  }
  return { count: payloads.length, figure: `${payloads.length} names in two charts: 0 nodes` };
});

seeded('S10', 'a name is put into the page as it is', () => {
  const name = '<img src=x onerror=alert(1)>';
  const page = renderComparisonHtml(reportOf('harmless')).replace('</h1>', `${name}</h1>`);
  expect(additions('harmless', page).join()).toContain('src=x');
});
