import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { jpegColour } from './jpeg-colour.js';

const image = (channels: 1 | 3 | 4) =>
  sharp(new Uint8Array(20 * 12 * channels).fill(90), { raw: { width: 20, height: 12, channels } });

describe('jpegColour', () => {
  it.each([
    ['baseline', image(3).jpeg()],
    ['progressive', image(3).jpeg({ progressive: true })],
    ['with EXIF and a profile before its frame', image(3).jpeg().withMetadata({ orientation: 6 })],
    ['grey', image(1).toColourspace('b-w').jpeg()],
    ['without subsampling', image(3).jpeg({ chromaSubsampling: '4:4:4' })],
  ])('tells of a %s JPEG what the decoder tells', async (_, encoder) => {
    const bytes = await encoder.toBuffer();
    const { space, depth, hasAlpha } = await sharp(bytes).metadata();
    expect(jpegColour(bytes)).toEqual({ space, depth, hasAlpha });
  });

  it('leaves CMYK, and bytes that end or go astray before a frame, to the decoder', async () => {
    const ink = await image(3).toColourspace('cmyk').jpeg().toBuffer();
    expect(jpegColour(ink)).toBeNull();
    const bytes = await image(3).jpeg().toBuffer();
    for (let length = 0; length < 100; length++) expect(jpegColour(bytes.subarray(0, length))).toBeNull();
    expect(jpegColour(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0, 0))).toBeNull();
  });
});
