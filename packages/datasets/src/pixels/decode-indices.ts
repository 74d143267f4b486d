import { crc32 } from 'node:zlib';
import { FormatError } from '@ftn/errors';
import sharp from 'sharp';
import { GREY, PNG_HEADER, pngColour } from './png-header.js';

/** Maps with more pixels than this are refused before any is decoded. */
const MAX_PIXELS = 128 * 1024 * 1024;

/** A map of whole numbers stored as an image. */
export interface Indices {
  readonly height: number;
  readonly width: number;
  readonly data: Uint8Array;
}

/**
 * Decodes a PNG whose numbers are not colours (labels, edges): grey values as they are stored, or a palette's
 * indices.
 *
 * @throws FormatError where the file is broken, is no PNG, has more than one channel or more than 8 bits
 */
export async function decodeIndices(bytes: Uint8Array, file: string): Promise<Indices> {
  const { bits, colour } = headerOf(bytes, file);
  const grey = colour === PALETTE ? withoutPalette(bytes) : bytes;
  try {
    const { data, info } = await sharp(grey, {
      failOn: 'error',
      limitInputPixels: MAX_PIXELS,
      ignoreIcc: true,
    })
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 1) throw new Error(`${info.channels} channels`);
    // Fewer than 8 bits are spread over 0 … 255 by the decoder.
    const spread = 255 / (2 ** Math.min(bits, 8) - 1);
    const values = spread === 1 ? new Uint8Array(data) : Uint8Array.from(data, (v) => Math.round(v / spread));
    return { height: info.height, width: info.width, data: values };
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new FormatError(`the map is broken or cut off (${reason})`, {
      file,
      hint: 'Download the file again.',
      cause,
    });
  }
}

const PALETTE = 3;

function headerOf(bytes: Uint8Array, file: string): { bits: number; colour: number } {
  const png = pngColour(bytes);
  if (!png) {
    throw new FormatError('is not a PNG image', {
      file,
      offset: 0,
      hint: 'Maps must be stored without loss: save it as PNG.',
    });
  }
  const { bits, colour } = png;
  if ((colour === GREY || colour === PALETTE) && bits <= 8) return png;
  throw new FormatError('is not a map with one number per pixel', {
    file,
    offset: 24,
    expected: 'a grey or a palette PNG of at most 8 bits',
    got: `colour type ${colour} with ${bits} bits`,
    hint: 'Save the map as one 8-bit channel.',
  });
}

/** The same PNG called grey: its indices are then decoded as they are stored. */
function withoutPalette(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const head = Buffer.from(bytes.subarray(0, PNG_HEADER));
  head[25] = GREY;
  head.writeUInt32BE(crc32(head.subarray(12, 29)), 29);
  const chunks: Uint8Array[] = [head];
  for (let at = PNG_HEADER; at + 12 <= bytes.length; ) {
    const end = Math.min(at + 12 + view.getUint32(at), bytes.length);
    const name = Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1');
    if (name === 'IDAT' || name === 'IEND') chunks.push(bytes.subarray(at, end));
    at = end;
  }
  return Buffer.concat(chunks);
}
