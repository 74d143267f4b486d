import type { Metadata } from 'sharp';

/** Markers of a frame's header (SOF): C0 to CF but for tables (C4), extensions (C8) and conditioning (CC). */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/**
 * What decoding has to know of an ordinary JPEG, of one or three channels of 8 bits, by its frame's header; null for any
 * other, which the decoder's own reader of headers is asked of (half a millisecond).
 */
export function jpegColour(bytes: Uint8Array): Pick<Metadata, 'space' | 'depth' | 'hasAlpha'> | null {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (isFrame(marker)) {
      const [precision, channels] = [bytes[at + 4], bytes[at + 9]];
      if (precision !== 8 || (channels !== 1 && channels !== 3)) return null;
      return { space: channels === 1 ? 'b-w' : 'srgb', depth: 'uchar', hasAlpha: false };
    }
    at += 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
  }
  return null;
}
