import { FtnError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeIndices } from './decode-indices.js';

const values = Uint8Array.from({ length: 192 }, (_, i) => (i * 7) % 41);
const grey = () =>
  sharp(values, { raw: { width: 16, height: 12, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();

describe('decodeIndices', () => {
  it('gives grey values and palette indices as stored', async () => {
    const { height, width, data } = await decodeIndices(await grey(), 'map.png');
    expect([height, width]).toEqual([12, 16]);
    expect([...data]).toEqual([...values]);
    const colours = Uint8Array.from({ length: 192 * 3 }, (_, k) => (Math.floor(k / 3) % 4 < 2 ? 40 : 200));
    for (const bitdepth of [1, 2, 4, 8] as const) {
      const palette = await sharp(colours, { raw: { width: 16, height: 12, channels: 3 } })
        .png({ palette: true, colours: 2 ** bitdepth, dither: 0 })
        .toBuffer();
      // A palette of two colours: whichever comes first, its indices are 0 and 1.
      expect(palette[25]).toBe(3);
      const indices = (await decodeIndices(palette, 'map.png')).data;
      expect(new Set(indices)).toEqual(new Set([0, 1]));
      expect(indices[0]).toBe(indices[1]);
      expect(indices[0]).not.toBe(indices[2]);
    }
  });

  it.each([
    [
      'a JPEG',
      () =>
        sharp(values, { raw: { width: 16, height: 12, channels: 1 } })
          .jpeg()
          .toBuffer(),
      /is not a PNG/,
    ],
    [
      'colours',
      () =>
        sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
          .png()
          .toBuffer(),
      /is not a map with one number per pixel.*got colour type 2/,
    ],
    ['a cut file', async () => (await grey()).subarray(0, 80), /map\.png: the map is broken or cut off/],
  ] as const)('refuses %s', async (_, make, message) => {
    await expect(decodeIndices(await make(), 'map.png')).rejects.toThrow(message);
  });

  it('decodes 400 damaged files or fails with a named error', async () => {
    const original = new Uint8Array(await grey());
    let refused = 0;
    for (let i = 0; i < 400; i++) {
      const random = new RandomStream('damage', 'indices', i);
      const bytes = original.slice(0, random.chance(0.2) ? random.integer(original.length) : undefined);
      for (let flips = 1 + random.integer(3); flips > 0 && bytes.length > 0; flips--) {
        bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
      }
      try {
        const { height, width, data } = await decodeIndices(bytes, 'map.png');
        expect(data.length).toBe(height * width);
      } catch (error) {
        if (!FtnError.isInstance(error)) throw new Error(`mutation ${i}`, { cause: error });
        expect(error.details.file).toBe('map.png');
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(100);
  });
});
