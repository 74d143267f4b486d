import { FormatError } from '@ftn/errors';
import type { Box } from '../image-dataset.js';
import type { Pixels } from './pixels.js';

/** Boxes drawn by hand and rounded may stick out by this much; what sticks out is left away. */
const SLACK = 1;

/** The part of a box that lies in an image of this size, or null where more of it sticks out than rounding explains. */
export function fitBox(box: Box, width: number, height: number): Box | null {
  const left = Math.max(box.left, 0);
  const top = Math.max(box.top, 0);
  const right = Math.min(box.left + box.width, width);
  const bottom = Math.min(box.top + box.height, height);
  const cut = [left - box.left, top - box.top, box.left + box.width - right, box.top + box.height - bottom];
  if (!(left < right && top < bottom && Math.max(...cut) <= SLACK)) return null;
  return { left, top, width: right - left, height: bottom - top };
}

/** A box in words. */
export function boxText({ left, top, width, height }: Box): string {
  return `x ${left} to ${left + width}, y ${top} to ${top + height}`;
}

/** The part of an image inside a box. */
export function crop(pixels: Pixels, box: Box, file: string): Pixels {
  const fit = fitBox(box, pixels.width, pixels.height);
  if (!fit) {
    throw new FormatError('the box lies outside the image', {
      file,
      expected: `a box within ${pixels.width} × ${pixels.height} pixels`,
      got: boxText(box),
      hint: 'Correct the annotation or replace the image.',
    });
  }
  const row = fit.width * 3;
  const data = new Uint8Array(fit.height * row);
  for (let y = 0; y < fit.height; y++) {
    const start = ((fit.top + y) * pixels.width + fit.left) * 3;
    data.set(pixels.data.subarray(start, start + row), y * row);
  }
  return { data, width: fit.width, height: fit.height };
}
