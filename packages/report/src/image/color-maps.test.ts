import { MismatchError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import {
  colorDepth,
  colorEdges,
  colorLabels,
  colorNormals,
  labelColor,
  measuredRange,
} from './color-maps.js';

const pixelsOf = ({ rgb }: { rgb: Uint8Array }) =>
  Array.from({ length: rgb.length / 3 }, (_, i) => [...rgb.slice(3 * i, 3 * i + 3)]);
const nothing = [232, 230, 226];

describe('labelColor', () => {
  it('equals PASCAL VOC’s colour map', () => {
    const known: Record<number, number[]> = {
      0: [0, 0, 0],
      1: [128, 0, 0],
      2: [0, 128, 0],
      3: [128, 128, 0],
      8: [64, 0, 0],
      15: [192, 128, 128],
      20: [0, 64, 128],
      255: [224, 224, 192],
    };
    for (const [label, color] of Object.entries(known)) expect(labelColor(Number(label))).toEqual(color);
  });

  it('gives every class a distinct colour', () => {
    const colors = Array.from({ length: 256 }, (_, label) => labelColor(label).join());
    expect(new Set(colors).size).toBe(256);
  });
});

describe('colouring maps', () => {
  it('leaves ignored, unmeasured and missing pixels pale', () => {
    const labels = colorLabels([0, 1, 255, 7], { width: 2, height: 2 });
    expect(pixelsOf(labels)).toEqual([[0, 0, 0], [128, 0, 0], nothing, [128, 128, 128]]);
    expect(pixelsOf(colorLabels([0, 40], { width: 2, height: 1, ignore: 0 }))[0]).toEqual(nothing);
    const depth = colorDepth([1, 0, Number.NaN, 5], { width: 4, height: 1 });
    expect(pixelsOf(depth)).toEqual([[68, 1, 84], nothing, nothing, [253, 231, 37]]);
    const edges = colorEdges([0, 1, 0.5, 255], { width: 2, height: 2 });
    expect(pixelsOf(edges)).toEqual([[255, 255, 255], [0, 0, 0], [128, 128, 128], nothing]);
    const normals = colorNormals([0, 0, 1, 0, 0, 0, -1, 0, 0], { width: 3, height: 1 });
    expect(pixelsOf(normals)).toEqual([[128, 128, 255], nothing, [0, 128, 128]]);
  });

  it('uses a common range where maps are compared', () => {
    expect(measuredRange([0, 2, Number.NaN, 0.5, Number.POSITIVE_INFINITY])).toEqual([0.5, 2]);
    expect(measuredRange([0, 0])).toEqual([0, 1]);
    const [near] = pixelsOf(colorDepth([2, 2], { width: 2, height: 1, range: [2, 10] }));
    expect(near).toEqual([68, 1, 84]);
    expect(pixelsOf(colorDepth([2, 2], { width: 2, height: 1 }))[0]).toEqual([68, 1, 84]);
  });

  it('refuses a map that does not match its size', () => {
    expect(() => colorLabels([1, 2, 3], { width: 2, height: 2 })).toThrow(MismatchError);
    expect(() => colorNormals([1, 2, 3, 4], { width: 1, height: 1 })).toThrow(MismatchError);
  });
});
