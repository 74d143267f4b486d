import { MismatchError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { labelColor } from './color-maps.js';
import { encodeGrey16Png, encodeIndexPng } from './number-png.js';

const palette = Array.from({ length: 256 }, (_, label) => labelColor(label));
const random = new RandomStream('numbers');
const drawn = (count: number, most: number) => Array.from({ length: count }, () => random.integer(most));

it.each([
  [1, 1],
  [7, 3],
  [40, 30],
])('16 bits are read back exactly by libpng (%i × %i)', async (width, height) => {
  const values = Uint16Array.from([...drawn(width * height - 1, 65_536), 65_535]);
  const bytes = encodeGrey16Png({ width, height, values });
  expect(await sharp(bytes).metadata()).toMatchObject({ width, height, channels: 1, depth: 'ushort' });
  const { data } = await sharp(bytes)
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  expect(new Uint16Array(data.buffer, data.byteOffset, data.length / 2)).toEqual(values);
});

it('an index has the colour of its palette, as libpng reads it', async () => {
  const [width, height] = [31, 17];
  const values = Uint8Array.from(drawn(width * height, 256));
  const { data } = await sharp(encodeIndexPng({ width, height, values }, palette))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([...data]).toEqual([...values].flatMap((label) => labelColor(label)));
});

it('refuses numbers that are no map, and an index without a colour', () => {
  expect(() => encodeGrey16Png({ width: 2, height: 2, values: new Uint16Array(3) })).toThrow(MismatchError);
  expect(() => encodeIndexPng({ width: 0, height: 0, values: new Uint8Array(0) }, palette)).toThrow(
    MismatchError,
  );
  const one = { width: 1, height: 1, values: Uint8Array.of(2) };
  expect(() => encodeIndexPng(one, palette.slice(0, 2))).toThrow('numbers up to 2');
  expect(encodeIndexPng(one, palette.slice(0, 3)).length).toBeGreaterThan(0);
});
