import { expect, it } from 'vitest';
import { drawnDataset } from './drawn-dataset.js';
import { createCanvas } from './raster/canvas.js';

it('draws an image once for all sets of the same drawings, and anew for others', () => {
  let drawn = 0;
  const open = (
    changed: { readonly seed?: number; readonly size?: number; readonly perClass?: number } = {},
  ) =>
    drawnDataset({
      ...{ name: 'counted', classes: ['a', 'b'], perClass: 2, size: 16, seed: 0, ...changed },
      draw: (_class, number) => {
        drawn++;
        return createCanvas(changed.size ?? 16, [number, 0, 0]);
      },
    });
  const first = open();
  const image = first.image(3);
  expect(first.image(3)).toBe(image);
  expect(open().image(3)).toBe(image);
  expect(drawn).toBe(1);
  for (const other of [open({ seed: 1 }), open({ size: 17 }), open({ perClass: 3 })])
    expect(other.image(3)).not.toBe(image);
  expect(drawn).toBe(4);
});

it('forgets the drawings that were opened longest ago where they come to more than it keeps', () => {
  let drawn = 0;
  const open = (seed: number) =>
    drawnDataset({
      ...{ name: 'large', classes: ['a'], perClass: 12, size: 1024, seed },
      draw: () => {
        drawn++;
        return createCanvas(1024, [0, 0, 0]);
      },
    });
  const all = (seed: number) => {
    const set = open(seed);
    for (let i = 0; i < 12; i++) set.image(i);
  };
  // 36 MB each: the fourth leaves no room for the first.
  for (const seed of [0, 1, 2, 3, 4]) all(seed);
  expect(drawn).toBe(60);
  all(4);
  expect(drawn).toBe(60);
  all(0);
  expect(drawn).toBe(72);
});
