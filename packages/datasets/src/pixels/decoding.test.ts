import { describe, expect, it } from 'vitest';
import fixture from './__fixtures__/decoding.json' with { type: 'json' };
import { decodeImage } from './decode-image.js';
import type { Decoding } from './decoding.js';

const images = fixture.cases.map(({ bytes, pil, ...rest }) => ({
  ...rest,
  bytes: Buffer.from(bytes, 'base64'),
  pil: [...Buffer.from(pil, 'base64')],
}));
const decoded = async (name: string, decode?: Decoding) => {
  const { bytes } = images.find((one) => one.name === name)!;
  return [...(await decodeImage(bytes, name, { decode })).data];
};
const pilOf = (name: string) => images.find((one) => one.name === name)!.pil;

describe('the decoding conventions', () => {
  it.each(images)(
    "give with 'torchvision' what PIL gives: $name",
    async ({ name, bytes, width, height, pil }) => {
      const pixels = await decodeImage(bytes, name, { decode: 'torchvision' });
      expect([pixels.width, pixels.height]).toEqual([width, height]);
      expect([...pixels.data]).toEqual(pil);
    },
  );

  it.each(['cmyk.jpg', 'cmyk.tif', 'colour.ppm', 'grey.pgm', 'scaled.ppm'])(
    'agree where nothing is rotated, transparent or deep: %s',
    async (name) => {
      expect(await decoded(name)).toEqual(pilOf(name));
    },
  );

  it('apply EXIF orientation by default unless pixels are wanted as stored', async () => {
    for (const name of ['turned.jpg', 'turned.png']) {
      const { bytes } = images.find((one) => one.name === name)!;
      const stored = pilOf(name);
      const pixels = Array.from({ length: stored.length / 3 }, (_, p) => stored.slice(3 * p, 3 * p + 3));
      expect(await decoded(name)).toEqual(pixels.reverse().flat());
      expect([...(await decodeImage(bytes, name, { turn: false })).data]).toEqual(stored);
    }
  });

  it('put transparency on white by default and take the high byte of 16 bits', async () => {
    const alpha = await decoded('alpha.png');
    // The first row is transparent, the second opaque.
    expect(alpha.slice(0, 24)).toEqual(new Array(24).fill(255));
    expect(alpha.slice(24, 48)).toEqual(pilOf('alpha.png').slice(24, 48));
    // 37 and 74 are below 256: 0; PIL clips what is above.
    expect((await decoded('grey16.png')).slice(3, 9)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(pilOf('grey16.png').slice(3, 9)).toEqual([37, 37, 37, 74, 74, 74]);
    expect(Math.max(...(await decoded('grey16.png')))).toBe(3);
  });
});
