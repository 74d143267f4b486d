import { describe, expect, it } from 'vitest';
import { exampleHeatMaps } from '../__fixtures__/example-studies.js';
import { elementsOf } from '../__fixtures__/parse.js';
import { renderHeatMap } from '../chart/standalone.js';
import { textWidth } from '../chart/text-width.js';
import type { HeatMap } from '../types.js';

const [example] = exampleHeatMaps(['clipart', 'sketch', 'painting']) as [HeatMap];
const numbers = (e: { attributes: Record<string, string> }, ...names: string[]) =>
  names.map((name) => Number(e.attributes[name]));

/** The cells of a drawing: rectangles that say what they are. */
const cellsOf = (svg: string) => elementsOf(svg).filter((e) => e.name === 'rect' && /: /.test(e.text));

describe('renderHeatMap', () => {
  it('draws a cell for every layer and column, with its name, value and exact number', () => {
    const cells = cellsOf(renderHeatMap(example));
    expect(cells).toHaveLength(36 * 3);
    expect(cells[1]!.text).toMatch(/^conv1, sketch: 0\.\d\d \(0\.\d+\)$/);
    expect(cells.at(-1)!.text).toMatch(/^layer4\.2\.conv2, painting: /);
  });

  it('colours cells by value and leaves cells without a value empty', () => {
    const map = {
      ...example,
      rows: ['a', 'b', 'c'],
      columns: ['x'],
      values: [[0], [1], [null]],
      exact: [[0], [2], [null]],
    };
    const [low, high, none] = cellsOf(renderHeatMap(map));
    expect([low!.attributes.fill, high!.attributes.fill]).toEqual(['#440154', '#fde725']);
    expect(none).toMatchObject({ classes: ['empty-cell'], text: 'c, x: none' });
    expect(none!.attributes.fill).toBeUndefined();
  });

  it('keeps cells within the drawing and without overlap, also with 53 rows and 7 columns', () => {
    const rows = Array.from({ length: 53 }, (_, i) => `layer${1 + (i >> 4)}.${i}.downsample.0`);
    const columns = [1, 5, 10, 15, 20, 25, 50].map((rank) => `R=${rank}`);
    const values = rows.map((_, r) => columns.map((_, c) => ((r + c) % 10) / 9));
    for (const width of [360, 540]) {
      const svg = renderHeatMap({ title: 't', rows, columns, values, scaleLabel: 's' }, { width });
      const [, , w, h] = elementsOf(svg)[0]!.attributes.viewBox!.split(' ').map(Number);
      const boxes = cellsOf(svg).map((cell) => numbers(cell, 'x', 'y', 'width', 'height'));
      expect(boxes).toHaveLength(53 * 7);
      const seen = new Set(boxes.map(([x, y]) => `${x} ${y}`));
      expect(seen.size).toBe(boxes.length);
      for (const [x, y, cw, ch] of boxes) {
        expect(x! + cw!).toBeLessThanOrEqual(w!);
        expect(y! + ch!).toBeLessThanOrEqual(h!);
        expect(ch!).toBeGreaterThanOrEqual(14);
        expect(cw!).toBeGreaterThanOrEqual(17);
      }
    }
  });

  it('groups the layers of a stage', () => {
    const tops = cellsOf(renderHeatMap(example))
      .filter((cell) => cell.text.includes('clipart'))
      .map((cell) => Number(cell.attributes.y));
    const steps = tops.slice(1).map((top, i) => top - tops[i]!);
    expect(new Set(steps).size).toBe(2);
    const wide = steps.filter((step) => step > Math.min(...steps)).length;
    // conv1 | layer1 | layer2 | layer3 | layer4
    expect(wide).toBe(4);
    expect(example.rows).toHaveLength(36);
  });

  it('slants column names that are wider than their cells', () => {
    const wide = { ...example, columns: ['short', 'a domain with a long name', 'b'] };
    const slanted = elementsOf(renderHeatMap(wide, { width: 360 })).filter((e) => e.attributes.transform);
    expect(slanted.map((e) => e.text)).toEqual(
      wide.columns.map((name) => expect.stringContaining(name.slice(0, 5))),
    );
    expect(elementsOf(renderHeatMap(example)).filter((e) => e.attributes.transform)).toEqual([]);
  });

  it('describes in words where each column is largest, and draws nothing for an empty map', () => {
    const description = elementsOf(renderHeatMap(example)).find((e) => e.name === 'desc')!.text;
    expect(description).toMatch(/36 rows, 3 columns\. clipart: largest in layer4\./);
    const empty = renderHeatMap({ title: 't', rows: [], columns: [], values: [], scaleLabel: 's' });
    expect(empty).not.toMatch(/NaN|Infinity/);
  });
});

it('keeps what the colours mean within a narrow drawing', () => {
  const scaleLabel = '‖ΔW‖, smallest layer of each column 0, largest 1';
  const map = {
    title: 't',
    rows: ['layer1.0.downsample.0'],
    columns: ['sketch'],
    values: [[0.5]],
    scaleLabel,
  };
  const label = (width: number) =>
    elementsOf(renderHeatMap(map, { width })).find(
      ({ classes, text }) => classes.includes('axis-name') && text !== '',
    )!;
  expect(Number(label(540).attributes.x)).toBeGreaterThan(100);
  for (const width of [360, 320, 200]) {
    const { text, attributes } = label(width);
    expect(Number(attributes.x) + textWidth(text, 11)).toBeLessThanOrEqual(width + 0.01);
    expect(scaleLabel.startsWith(text.replace('…', ''))).toBe(true);
  }
  expect(label(360).text).toBe(scaleLabel);
});
