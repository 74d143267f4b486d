import { sniffFormat } from './sniff-format.js';

/** Where a PNG's chunks begin that follow its header. */
export const PNG_HEADER = 33;

/** PNG's colour type of one number a pixel. */
export const GREY = 0;

/** The colour type and the bits of a channel of a PNG; null for another file. */
export function pngColour(bytes: Uint8Array): { readonly colour: number; readonly bits: number } | null {
  if (sniffFormat(bytes) !== 'png' || bytes.length < PNG_HEADER) return null;
  return { bits: bytes[24]!, colour: bytes[25]! };
}
