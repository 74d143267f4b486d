import { describe, expect, it } from 'vitest';
import { examplePruning } from '../__fixtures__/example-studies.js';
import { elementsOf } from '../__fixtures__/parse.js';
import { renderPruningChart } from './standalone.js';

const chart = examplePruning(['flowers', 'cars', 'cubs']);
const byClass = (svg: string, kind: string) => elementsOf(svg).filter((e) => e.classes[0] === kind);
const annotations = (svg: string) =>
  byClass(svg, 'name').filter((e) => e.attributes['font-size'] !== undefined);

describe('renderPruningChart', () => {
  it('marks every point with its threshold and, in brackets, its number of layers', () => {
    const svg = renderPruningChart(chart);
    expect(byClass(svg, 'dot')).toHaveLength(30);
    expect(annotations(svg).map((e) => e.text)).toEqual(
      chart.curves.flatMap(({ points }) =>
        points.map(({ threshold, layers }) => `${Number(threshold.toPrecision(2))} (${layers})`),
      ),
    );
    expect(byClass(svg, 'dot')[0]!.text).toBe(
      'flowers: 77.00 with 164,070 parameters in 52 layers, threshold 0.31',
    );
  });

  it('shares one annotation, that of the highest, among thresholds that leave the same layers', () => {
    const points = [1, 2, 3, 4].map((threshold) => {
      return { threshold, layers: threshold < 3 ? 5 : 2, parameters: threshold < 3 ? 50 : 20, value: 70 };
    });
    const svg = renderPruningChart({ ...chart, curves: [{ label: 'a', points }] });
    expect(annotations(svg).map((e) => e.text)).toEqual(['2 (5)', '4 (2)']);
  });

  it('names curves where there are several, and an adapter found by another search', () => {
    const svg = renderPruningChart(chart);
    const names = byClass(svg, 'name').filter((e) => e.attributes['font-size'] === undefined);
    expect(names.map((e) => e.text)).toEqual(['flowers', 'cars', 'cubs']);
    expect(byClass(svg, 'found')).toHaveLength(1);
    expect(elementsOf(svg).some((e) => e.text === 'smallest within 0.5 points by validation')).toBe(true);
    const one = renderPruningChart({ ...chart, curves: [chart.curves[1]!] });
    expect(byClass(one, 'name')).toEqual(annotations(one));
    expect(byClass(one, 'found')).toEqual([]);
  });

  it('puts more parameters further right and more accuracy further up', () => {
    const dots = byClass(renderPruningChart(chart), 'dot').slice(0, 10);
    const xs = dots.map((dot) => Number(dot.attributes.cx));
    expect(xs).toEqual([...xs].sort((a, b) => b - a));
    expect(Number(dots[0]!.attributes.cy)).toBeLessThan(Number(dots[9]!.attributes.cy));
  });

  it('draws no NaN, and writes "No data" when there is nothing to draw', () => {
    const lost = { threshold: 1, layers: 1, parameters: 10, value: Number.NaN };
    for (const curves of [
      [],
      [{ label: 'a', points: [lost] }],
      [{ label: 'a', points: [{ ...lost, value: 5 }] }],
    ]) {
      expect(renderPruningChart({ ...chart, curves })).not.toMatch(/NaN|Infinity/);
    }
    expect(renderPruningChart({ ...chart, curves: [] })).toContain('No data');
  });
});

it('puts what the diamonds are on a line of its own where the name of the axis is in the way', () => {
  const point = { threshold: 0, layers: 3, parameters: 900, value: 80 };
  const found = { label: 'within 0.5 points by validation', parameters: 500, value: 79.6 };
  const chart = { title: 't', metric: 'accuracy', curves: [{ label: 'a', points: [point], found }] };
  const legendOf = (width: number) =>
    elementsOf(renderPruningChart(chart, { width, height: 300 })).find(({ text }) =>
      text.startsWith('smallest within'),
    )!;
  expect(Number(legendOf(720).attributes.y)).toBe(12);
  const narrow = legendOf(300);
  expect(Number(narrow.attributes.y)).toBe(30);
  expect(narrow.text).toBe('smallest within 0.5 points by validation');
  expect(Number(narrow.attributes.x)).toBeLessThan(20);
});
