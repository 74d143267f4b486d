import { describe, expect, it } from 'vitest';
import { exampleGrid } from '../__fixtures__/example-studies.js';
import { elementsOf } from '../__fixtures__/parse.js';
import { renderImageGrid } from '../chart/standalone.js';

const elements = (grid = exampleGrid) => elementsOf(renderImageGrid(grid));
const number = (e: { attributes: Record<string, string> }, name: string) => Number(e.attributes[name]);

describe('renderImageGrid', () => {
  it('draws every image with the names of its row and column, and leaves an empty cell empty', () => {
    const images = elements().filter((e) => e.name === 'image');
    expect(images.map((e) => e.text)).toEqual([
      'first room, image',
      'first room, labels',
      'first room, depth',
      'second room, image',
      'second room, depth',
    ]);
    for (const { attributes } of images)
      expect(attributes.href).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
  });

  it('aligns the images of a row, and puts rows below each other without overlap', () => {
    const images = elements().filter((e) => e.name === 'image');
    const [first, second] = [images.slice(0, 3), images.slice(3)];
    expect(new Set(first.map((e) => e.attributes.y)).size).toBe(1);
    const bottom = Math.max(...first.map((e) => number(e, 'y') + number(e, 'height')));
    for (const image of second) expect(number(image, 'y')).toBeGreaterThan(bottom);
    const ends = first.map((e) => number(e, 'x') + number(e, 'width'));
    expect(number(first[1]!, 'x')).toBeGreaterThan(ends[0]!);
  });

  it('draws a colour legend: classes by name, or a scale with both ends', () => {
    const classes = elements().filter((e) => e.classes[0] === 'swatch-box');
    expect(classes.map((e) => e.attributes.fill)).toEqual(['#800000', '#008000']);
    const { legend: _none, ...rest } = exampleGrid;
    const scaled = elements({ ...rest, scale: { low: 0.713, high: 9.98, label: 'depth, m' } });
    const texts = scaled.filter((e) => e.name === 'text').map((e) => e.text);
    expect(texts).toEqual(expect.arrayContaining(['0.713', '9.98', 'depth, m']));
    const both = elements({ ...exampleGrid, scale: { low: 0.713, high: 9.98, label: 'depth, m' } });
    const swatches = both.filter((e) => e.classes[0] === 'swatch-box');
    expect(swatches).toHaveLength(2);
    const label = both.find((e) => e.text === 'depth, m')!;
    expect(number(label, 'y')).toBeGreaterThan(number(swatches[1]!, 'y') + 12);
  });

  it('draws a grid without rows as an empty picture that keeps its title', () => {
    const empty = elements({ title: 'nothing yet', rows: [] });
    expect(empty.filter((e) => ['image', 'rect', 'text', 'path', 'line'].includes(e.name))).toEqual([]);
    expect(empty.find((e) => e.name === 'title')?.text).toBe('nothing yet');
    const [, , width, height] = empty[0]!.attributes.viewBox!.split(' ').map(Number);
    expect(width).toBeGreaterThanOrEqual(960);
    expect(height).toBeGreaterThan(0);
    expect(height).toBeLessThan(60);
  });
});
