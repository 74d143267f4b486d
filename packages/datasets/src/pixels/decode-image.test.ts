import { FormatError, FtnError, StorageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage, readImageFile } from './decode-image.js';

/** Left half red, right half blue, 8 × 4. */
const twoHalves = sharp(
  Uint8Array.from({ length: 96 }, (_, i) => (i % 3 === (Math.floor(i / 3) % 8 < 4 ? 0 : 2) ? 250 : 10)),
  { raw: { width: 8, height: 4, channels: 3 } },
);
const pixel = async (bytes: Uint8Array, x: number, y: number) => {
  const { data, width } = await decodeImage(bytes, 'image');
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
};

describe('decodeImage', () => {
  it('turns an image upright by its EXIF orientation', async () => {
    // Orientation 6: the camera was turned; the left side of the stored rows is the top of the picture.
    const bytes = await twoHalves.clone().withMetadata({ orientation: 6 }).png().toBuffer();
    const { width, height } = await decodeImage(bytes, 'image');
    expect([width, height]).toEqual([4, 8]);
    expect(await pixel(bytes, 1, 1)).toEqual([250, 10, 10]);
    expect(await pixel(bytes, 1, 6)).toEqual([10, 10, 250]);
  });

  it('lays transparency on white, repeats grey, cuts 16 bits and converts CMYK', async () => {
    const make = (background: { r: number; g: number; b: number; alpha?: number }, channels: 3 | 4 = 3) =>
      sharp({ create: { width: 8, height: 8, channels, background } });
    expect(await pixel(await make({ r: 0, g: 0, b: 0, alpha: 0 }, 4).png().toBuffer(), 3, 3)).toEqual([
      255, 255, 255,
    ]);
    expect(await pixel(await make({ r: 200, g: 0, b: 0, alpha: 1 }, 4).png().toBuffer(), 3, 3)).toEqual([
      200, 0, 0,
    ]);
    const grey = await pixel(await make({ r: 90, g: 90, b: 90 }).toColourspace('b-w').png().toBuffer(), 3, 3);
    expect(grey).toEqual([90, 90, 90]);
    const deep = await pixel(
      await make({ r: 90, g: 180, b: 20 }).toColourspace('rgb16').png().toBuffer(),
      3,
      3,
    );
    expect(deep).toEqual([90, 180, 20]);
    const cmyk = await make({ r: 200, g: 60, b: 40 }).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    const [r, g, b] = await pixel(cmyk, 3, 3);
    expect(Math.abs(r! - 200) + Math.abs(g! - 60) + Math.abs(b! - 40)).toBeLessThan(60);
  });

  it('refuses what is no picture, by what its bytes say', async () => {
    for (const text of ['hello', '<svg width="5" height="5"></svg>', '%PDF-1.4', 'BMxxxxxxxxxxxx']) {
      await expect(decodeImage(Buffer.from(text), 'a.png')).rejects.toThrow(FormatError);
      await expect(decodeImage(Buffer.from(text), 'a.png')).rejects.toThrow(
        /a\.png: is not an image of a known format: expected JPEG/,
      );
    }
    await expect(decodeImage(new Uint8Array(), 'a.png')).rejects.toThrow(/a\.png: the image file is empty/);
  });

  it('refuses a bomb before decoding it', async () => {
    const png = await twoHalves.clone().png().toBuffer();
    png.writeUInt32BE(50_000, 16);
    png.writeUInt32BE(50_000, 20);
    // A right checksum, so that only the size is wrong.
    let crc = 0xffffffff;
    for (const byte of png.subarray(12, 29)) {
      crc ^= byte;
      for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
    png.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 29);
    const before = process.memoryUsage().rss;
    await expect(decodeImage(png, 'bomb.png')).rejects.toThrow(
      /bomb\.png: the image is too large: expected at most/,
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('answers 600 damaged files with pixels or a named error', async () => {
    const sound = await Promise.all([
      twoHalves.clone().png().toBuffer(),
      twoHalves.clone().jpeg().toBuffer(),
      twoHalves.clone().webp().toBuffer(),
    ]);
    let refused = 0;
    for (let i = 0; i < 600; i++) {
      const random = new RandomStream('image mutants', i);
      const bytes = Buffer.from(sound[i % 3]!);
      for (let k = 0; k <= random.integer(4); k++) bytes[random.integer(bytes.length)] = random.integer(256);
      const cut = random.chance(0.3) ? bytes.subarray(0, random.integer(bytes.length)) : bytes;
      const result = await decodeImage(cut, `mutant ${i}`).catch((e: unknown) => e);
      if (FtnError.isInstance(result)) {
        refused++;
        expect(result.details.file).toBe(`mutant ${i}`);
      } else {
        const { data, width, height } = result as { data: Uint8Array; width: number; height: number };
        expect(data.length).toBe(width * height * 3);
      }
    }
    expect(refused).toBeGreaterThan(200);
  });
});

describe('readImageFile', () => {
  it('reads plain files only', async () => {
    await expect(readImageFile('/dev/zero')).rejects.toThrow(/is not a plain file/);
    await expect(readImageFile('/dev')).rejects.toThrow(FormatError);
    await expect(readImageFile('none.png')).rejects.toThrow(StorageError);
    await expect(readImageFile('none.png')).rejects.toThrow(/none\.png: the image is missing\. Restore it/);
  });
});
