import { FormatError } from '@ftn/errors';
import { decodeImage } from '../../pixels/decode-image.js';
import type { Indices } from '../../pixels/decode-indices.js';
import { pngColour } from '../../pixels/png-header.js';
import { IGNORED } from '../dense-sample.js';
import type { LabelColor } from './map-file.js';

/** PNG's colour types with three channels of colour. */
const COLOURS = [2, 6];

/** Whether a PNG holds colours rather than numbers or a palette's indices. */
export const inColours = (bytes: Uint8Array): boolean => COLOURS.includes(pngColour(bytes)?.colour ?? -1);

const codeOf = ([red, green, blue]: NonNullable<LabelColor>): number => (red << 16) | (green << 8) | blue;

const hex = (code: number): string => `#${code.toString(16).padStart(6, '0')}`;

/**
 * Labels from a picture in the labels' colours; black is ignored where no label has it.
 *
 * @throws FormatError where it is broken or a pixel has the colour of no label
 */
export async function readColours(
  bytes: Uint8Array,
  colors: readonly LabelColor[],
  file: string,
): Promise<Indices> {
  const { height, width, data: rgb } = await decodeImage(bytes, file, { turn: false });
  const labelOf = new Map<number, number>([[0, IGNORED]]);
  for (const [label, color] of colors.entries()) if (color) labelOf.set(codeOf(color), label);
  const data = new Uint8Array(height * width);
  for (let p = 0; p < data.length; p++) {
    const code = codeOf([rgb[3 * p]!, rgb[3 * p + 1]!, rgb[3 * p + 2]!]);
    const label = labelOf.get(code);
    if (label === undefined) {
      throw new FormatError(`the label map holds a colour that is no label's (pixel ${p})`, {
        file,
        got: hex(code),
        hint: 'Give the label its colour in maps.json, and save the map without smoothing or JPEG.',
      });
    }
    data[p] = label;
  }
  return { height, width, data };
}
