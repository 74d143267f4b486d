import { describe, expect, it } from 'vitest';
import { elementsOf } from '../__fixtures__/parse.js';
import { renderScatterChart } from './standalone.js';

const axes = { title: 'accuracy', xLabel: 'parameters added', yLabel: 'accuracy, %' };
const points = (counts: number[]) => counts.map((x, i) => ({ points: [{ label: `m${i}`, x, y: 60 + i }] }));
const dots = (text: string) =>
  elementsOf(text)
    .filter((e) => e.classes[0] === 'dot')
    .map((e) => ({ x: Number(e.attributes.cx), y: Number(e.attributes.cy), text: e.text }));

describe('renderScatterChart', () => {
  it('uses a logarithmic axis for counts that differ more than tenfold, with zero apart from it', () => {
    const text = renderScatterChart({ ...axes, series: points([0, 1e5, 1e6, 1e7]) });
    const [zero, a, b, c] = dots(text).map((dot) => dot.x);
    expect(b! - a!).toBeCloseTo(c! - b!, 0);
    expect(zero).toBeLessThan(a!);
    expect(elementsOf(text).some((e) => e.classes[0] === 'axis-break')).toBe(true);
  });

  it('uses a linear axis from zero for counts that differ little', () => {
    const text = renderScatterChart({ ...axes, series: points([0, 1000, 2000]) });
    const [zero, a, b] = dots(text).map((dot) => dot.x);
    expect(a! - zero!).toBeCloseTo(b! - a!, 0);
    expect(elementsOf(text).some((e) => e.classes[0] === 'axis-break')).toBe(false);
  });

  it('gives every point its name and exact numbers, and its deviation as an error bar', () => {
    const series = [{ points: [{ label: 'FTN R=1', x: 200_586, y: 67.111, deviation: 0.5 }] }];
    const text = renderScatterChart({ ...axes, series });
    expect(dots(text)[0]!.text).toBe('FTN R=1: accuracy, % 67.11, parameters added 200,586');
    const bar = elementsOf(text).find((e) => e.classes[0] === 'bar')!;
    expect(Number(bar.attributes.y1)).toBeGreaterThan(Number(bar.attributes.y2));
  });

  it('joins points of the same series only', () => {
    const one = { points: [1e4, 1e5, 1e6].map((x, i) => ({ label: `R=${i}`, x, y: i })) };
    const joins = elementsOf(renderScatterChart({ ...axes, series: [one, ...points([5e4])] })).filter(
      (e) => e.classes[0] === 'join',
    );
    expect(joins).toHaveLength(1);
    expect(joins[0]!.attributes.d!.match(/L/g)).toHaveLength(2);
  });

  it.each<[counts: number[], labels: string[], places: number]>([
    [[0], ['m0'], 1],
    [[0, 0], ['m0', 'm1'], 1],
    [[5], ['m0'], 1],
    [[0, Number.NaN, 5], ['m0', 'm2'], 2],
  ])('draws one dot for each finite count of %j, on an axis with a range', (counts, labels, places) => {
    const text = renderScatterChart({ ...axes, series: points(counts) });
    const drawn = dots(text);
    expect(drawn.map((dot) => dot.text.split(':')[0])).toEqual(labels);
    expect(new Set(drawn.map(({ x }) => x)).size).toBe(places);
    for (const { x, y } of drawn) {
      expect(x > 0 && x < 720, `x ${x}`).toBe(true);
      expect(y > 0 && y < 380, `y ${y}`).toBe(true);
    }
    const zero = drawn.filter((_, i) => counts[Number(labels[i]!.slice(1))] === 0);
    for (const { x } of zero) expect(x).toBeLessThan(80);
    expect(text).not.toMatch(/NaN|Infinity/);
  });

  it.each([[[]], [[Number.NaN]]])(
    'writes "No data" instead of axes where no count of %j is finite',
    (counts) => {
      const drawn = elementsOf(renderScatterChart({ ...axes, series: points(counts) }));
      expect(drawn.filter((e) => e.name === 'text').map((e) => e.text)).toEqual(['No data']);
      expect(drawn.filter((e) => e.name === 'circle')).toEqual([]);
    },
  );
});
