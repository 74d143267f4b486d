import { FormatError } from '@ftn/errors';
import type { Decoding } from './decoding.js';
import { largestImage } from './image-errors.js';
import { type Pixels, toRgb } from './pixels.js';

/** Longer headers than this hold a comment that nobody wrote for a picture. */
const LONGEST_HEADER = 4096;

/**
 * Decodes a binary PGM (P5) or PPM (P6) of 8 or 16 bits; other scales than 255 are brought to it, as PIL does (16-bit grey,
 * which PIL brings to 65535 and then clips, only where asked to).
 * @throws FormatError where the header or the pixels are not whole.
 */
export function decodePnm(bytes: Uint8Array, file: string, decode: Decoding): Pixels {
  const { width, height, largest, start } = headerOf(bytes, file);
  const channels = bytes[1] === 0x36 ? 3 : 1;
  const clip = decode === 'torchvision' && channels === 1;
  const numbers = width * height * channels;
  const size = largest > 255 ? 2 : 1;
  if (width * height > largestImage(bytes.length) || bytes.length - start < numbers * size) {
    throw broken(file, start, `${numbers * size} bytes of pixels`, String(bytes.length - start));
  }
  const data = new Uint8Array(numbers);
  for (let i = 0; i < numbers; i++) {
    const at = start + i * size;
    const value = size === 2 ? bytes[at]! * 256 + bytes[at + 1]! : bytes[at]!;
    const part = Math.min(value, largest) / largest;
    data[i] = clip && largest > 255 ? Math.min(roundHalfEven(part * 65535), 255) : roundHalfEven(part * 255);
  }
  return toRgb(data, width, height, channels);
}

/** As Python rounds, and hence PIL. */
function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}

/** `P6 width height largest` with any white space and comments between, then one white space. */
function headerOf(bytes: Uint8Array, file: string) {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LONGEST_HEADER)).toString(
    'latin1',
  );
  const gap = '(?:\\s|#[^\\n\\r]*[\\n\\r])+';
  const found = new RegExp(`^P[56]${gap}(\\d{1,9})${gap}(\\d{1,9})${gap}(\\d{1,5})\\s`).exec(text);
  const [width, height, largest] = (found ?? []).slice(1).map(Number) as [number, number, number];
  if (!found || width < 1 || height < 1 || largest < 1 || largest > 65535) {
    throw broken(file, 0, 'P5 or P6, then width, height and the largest value', 'another header');
  }
  return { width, height, largest, start: found[0].length };
}

function broken(file: string, offset: number, expected: string, got: string): FormatError {
  return new FormatError('the PPM image is broken or cut off', {
    file,
    offset,
    expected,
    got,
    hint: 'Copy the file again or delete it.',
  });
}
