import { describe, expect, it } from 'vitest';
import { elementsOf } from '../__fixtures__/parse.js';
import { renderLineChart } from './standalone.js';

const axes = { title: 'loss', xLabel: 'step', yLabel: 'loss' };

describe('renderLineChart', () => {
  it('draws and labels every curve, also where several end at the same point', () => {
    const labels = ['FTN R=1', 'FTN R=10', 'Fine-tuning'];
    const points = [
      { x: 0, y: 2 },
      { x: 10, y: 0.5 },
    ];
    const svg = elementsOf(renderLineChart({ ...axes, curves: labels.map((label) => ({ label, points })) }));
    expect(svg.filter((e) => e.classes[0] === 'line')).toHaveLength(3);
    const names = svg.filter((e) => e.classes[0] === 'name');
    expect(names.map((e) => e.text)).toEqual(labels);
    const ys = names.map((e) => Number(e.attributes.y)).sort((a, b) => a - b);
    expect(ys[1]! - ys[0]!).toBeGreaterThanOrEqual(13.9);
    expect(ys[2]! - ys[1]!).toBeGreaterThanOrEqual(13.9);
  });

  it('describes its content in words', () => {
    const svg = elementsOf(
      renderLineChart({ ...axes, curves: [{ label: 'a', points: [{ x: 1, y: 0.25 }] }] }),
    );
    const [root] = svg;
    expect(root!.attributes.role).toBe('img');
    const ids = root!.attributes['aria-labelledby']!.split(' ');
    expect(ids.map((id) => svg.find((e) => e.attributes.id === id)?.text)).toEqual([
      'loss',
      'loss over step. a ends at 0.25.',
    ]);
  });

  it('interrupts a curve where it is not finite and draws no NaN', () => {
    const points = [1, 2, Number.NaN, 3, Number.POSITIVE_INFINITY, 4].map((y, x) => ({ x, y }));
    const text = renderLineChart({ ...axes, curves: [{ label: 'a', points }] });
    expect(elementsOf(text).filter((e) => e.classes[0] === 'line')).toHaveLength(3);
    expect(text).not.toMatch(/NaN|Infinity/);
  });

  it('writes "No data" when there is nothing to draw', () => {
    const nothing = { label: 'a', points: [{ x: 0, y: Number.NaN }] };
    for (const curves of [[], [nothing]]) {
      const text = renderLineChart({ ...axes, curves });
      expect(text).toContain('No data');
      expect(text).not.toMatch(/NaN|Infinity/);
    }
  });

  it('grows to make room for twenty names, and shortens long ones but keeps them in full as titles', () => {
    const curves = Array.from({ length: 20 }, (_, i) => ({
      label: `a method with a very long name indeed, number ${i}`,
      points: [
        { x: 0, y: 1 },
        { x: 1, y: 1 },
      ],
    }));
    const svg = elementsOf(renderLineChart({ ...axes, curves }));
    const height = Number(svg[0]!.attributes.height);
    const names = svg.filter((e) => e.classes[0] === 'name');
    for (const name of names) expect(Number(name.attributes.y)).toBeLessThan(height);
    expect(names[0]!.text).toContain('…');
    expect(names[0]!.text).toContain(curves[0]!.label);
  });

  it('draws a long run as a line within a band, in few bytes', () => {
    const points = Array.from({ length: 100_000 }, (_, x) => ({ x, y: Math.sin(x) }));
    const text = renderLineChart({ ...axes, curves: [{ label: 'a', points }] });
    expect(text.length).toBeLessThan(20_000);
    expect(elementsOf(text).filter((e) => e.classes[0] === 'band')).toHaveLength(1);
  });
});
