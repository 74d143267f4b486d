import { MismatchError } from '@ftn/errors';
import type { Rgb } from '../matrix/color-map.js';
import { chunk, deflateRows, headerChunk, pngFile } from './png-parts.js';

/** A map of whole numbers, height × width row by row. */
export interface NumberImage<T extends Uint8Array | Uint16Array> {
  readonly width: number;
  readonly height: number;
  readonly values: T;
}

function requireFull({ width, height, values }: NumberImage<Uint8Array | Uint16Array>): void {
  const sides = [width, height].every((side) => Number.isInteger(side) && side > 0);
  if (sides && values.length === width * height) return;
  throw new MismatchError('these numbers are no map', {
    expected: `${height} × ${width} numbers, both sides positive`,
    got: `${values.length} numbers`,
  });
}

/**
 * Numbers from 0 to 255 as a PNG file whose pixels are the numbers themselves, shown in the colours of a palette.
 *
 * @throws MismatchError where the numbers are not height × width, or one has no colour
 */
export function encodeIndexPng(image: NumberImage<Uint8Array>, palette: readonly Rgb[]): Uint8Array {
  requireFull(image);
  const most = image.values.reduce((a, b) => Math.max(a, b), 0);
  if (palette.length > 256 || most >= palette.length) {
    throw new MismatchError('a number has no colour in the palette', {
      expected: `a palette of at most 256 colours, numbers below ${palette.length}`,
      got: `${palette.length} colours, numbers up to ${most}`,
    });
  }
  return pngFile([
    headerChunk(image, { bits: 8, colour: 3 }),
    chunk('PLTE', Uint8Array.from(palette.flat())),
    chunk('IDAT', deflateRows(image.values, image.width, 1)),
  ]);
}

/**
 * Numbers from 0 to 65,535 as a grey PNG file of 16 bits.
 *
 * @throws MismatchError where the numbers are not height × width
 */
export function encodeGrey16Png(image: NumberImage<Uint16Array>): Uint8Array {
  requireFull(image);
  const bytes = new Uint8Array(image.values.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of image.values.entries()) view.setUint16(2 * i, value);
  return pngFile([
    headerChunk(image, { bits: 16, colour: 0 }),
    chunk('IDAT', deflateRows(bytes, image.width, 2)),
  ]);
}
