import { FormatError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { crop, fitBox } from './crop.js';

const box = (left: number, top: number, width: number, height: number) => ({ left, top, width, height });

describe('fitBox', () => {
  it('keeps what lies inside, and cuts the one pixel that rounding may add', () => {
    expect(fitBox(box(2, 3, 4, 5), 10, 10)).toEqual(box(2, 3, 4, 5));
    expect(fitBox(box(0, 0, 10, 10), 10, 10)).toEqual(box(0, 0, 10, 10));
    expect(fitBox(box(-1, -1, 12, 12), 10, 10)).toEqual(box(0, 0, 10, 10));
  });

  it.each([
    [-2, 0, 5, 5],
    [0, 0, 12, 5],
    [0, 6, 5, 6],
    [10, 0, 1, 1],
    [0, 0, 0, 5],
    [Number.NaN, 0, 5, 5],
  ])('refuses the box at x %d, y %d of %d × %d pixels', (...sizes) => {
    expect(fitBox(box(...(sizes as [number, number, number, number])), 10, 10)).toBeNull();
  });
});

describe('crop', () => {
  const pixels = { data: Uint8Array.from({ length: 60 }, (_, i) => i), width: 5, height: 4 };

  it('cuts the rows and columns of the box', () => {
    const part = crop(pixels, box(1, 2, 2, 2), 'x.png');
    expect([part.width, part.height]).toEqual([2, 2]);
    expect([...part.data]).toEqual([33, 34, 35, 36, 37, 38, 48, 49, 50, 51, 52, 53]);
  });

  it('names the file and both sizes when the box does not fit', () => {
    expect(() => crop(pixels, box(3, 0, 4, 1), 'x.png')).toThrow(FormatError);
    expect(() => crop(pixels, box(3, 0, 4, 1), 'x.png')).toThrow(
      'x.png: the box lies outside the image: expected a box within 5 × 4 pixels, got x 3 to 7, y 0 to 1.',
    );
  });
});
