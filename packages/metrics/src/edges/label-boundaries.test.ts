import { expect, it } from 'vitest';
import { labelBoundaries } from './label-boundaries.js';

const map = (rows: string) => {
  const lines = rows.trim().split(/\s+/);
  const data = Uint8Array.from(lines.join(''), Number);
  return { data, height: lines.length, width: lines[0]!.length };
};

it('labelBoundaries marks pixels that differ from the right, lower or lower right neighbour', () => {
  const { data, height, width } = map('0000 0110 0110 0001');
  expect([...labelBoundaries(data, height, width)]).toEqual([
    ...[1, 1, 1, 0],
    ...[1, 0, 1, 0],
    ...[1, 1, 1, 1],
    ...[0, 0, 1, 0],
  ]);
});

it('labelBoundaries turns a line into the contour around it, and finds nothing in a single label', () => {
  const { data, height, width } = map('00000 00000 07770 00000');
  expect([...labelBoundaries(data, height, width)]).toEqual([
    ...[0, 0, 0, 0, 0],
    ...[1, 1, 1, 1, 0],
    ...[1, 1, 1, 1, 0],
    ...[0, 0, 0, 0, 0],
  ]);
  expect(labelBoundaries(new Int32Array(6).fill(9), 2, 3)).toEqual(new Uint8Array(6));
});
