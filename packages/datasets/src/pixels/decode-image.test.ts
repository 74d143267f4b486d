import { FormatError, FtnError, StorageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage } from './decode-image.js';
import { readImageFile } from './read-image-file.js';

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

  it('puts transparency on white, repeats grey and reduces 16 bits to 8', async () => {
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
  });

  it('refuses files that are no images, by their content', async () => {
    for (const text of ['hello', '<svg width="5" height="5"></svg>', '%PDF-1.4']) {
      await expect(decodeImage(Buffer.from(text), 'a.png')).rejects.toThrow(FormatError);
      await expect(decodeImage(Buffer.from(text), 'a.png')).rejects.toThrow(
        /a\.png: is not an image of a known format: expected JPEG/,
      );
    }
    await expect(decodeImage(new Uint8Array(), 'a.png')).rejects.toThrow(/a\.png: the image file is empty/);
  });

  it('names formats it cannot read, whatever the file name, and reads an AVIF of brand mif1', async () => {
    const heif = (...brands: string[]) => {
      const head = Buffer.alloc(16 + 4 * brands.length - 4);
      head.writeUInt32BE(head.length);
      head.write(`ftyp${brands[0]}`, 4);
      head.write(brands.slice(1).join(''), 16);
      return head;
    };
    await expect(decodeImage(heif('heic', 'mif1', 'heic'), 'a.jpg')).rejects.toThrow(
      /a\.jpg: is a HEIC photograph, which is not supported: .* Save it as JPEG, PNG or AVIF/,
    );
    await expect(decodeImage(heif('mif1', 'miaf', 'heix'), 'a.jpg')).rejects.toThrow(/HEIC photograph/);
    await expect(decodeImage(Buffer.from('BMxxxxxxxxxxxx'), 'a.png')).rejects.toThrow(
      /a\.png: is a BMP image, which is not supported: expected JPEG.* Save it as PNG: nothing is lost/,
    );
    const avif = await twoHalves.clone().avif({ lossless: true }).toBuffer();
    const brands = avif.subarray(8, avif.readUInt32BE(0));
    // The brand that comes first and a compatible one change places.
    const at = [...brands.keys()].find(
      (k) => k >= 8 && k % 4 === 0 && brands.toString('latin1', k, k + 4) === 'mif1',
    )!;
    brands.write('mif1', 0);
    brands.write('avif', at);
    expect((await decodeImage(avif, 'a.avif')).width).toBe(8);
  });

  it('refuses more pixels than the bytes can encode, and accepts a flat picture of a camera’s size', async () => {
    const plain = async (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: '#888' } })
        .png()
        .toBuffer();
    const bomb = await plain(6000, 5000);
    await expect(decodeImage(bomb, 'bomb.png')).rejects.toThrow(
      /bomb\.png: the image is too large: expected at most 22369621 pixels in \d+ bytes/,
    );
    expect((await decodeImage(await plain(5500, 4000), 'a.png')).width).toBe(5500);
  });

  it('refuses a broken PPM', async () => {
    const whole = Buffer.concat([Buffer.from('P6 2 2 255\n'), Buffer.alloc(12, 7)]);
    expect([...(await decodeImage(whole, 'a.ppm')).data]).toEqual(new Array(12).fill(7));
    for (const bytes of [
      whole.subarray(0, 20),
      Buffer.from('P6 2 2 0\n'),
      Buffer.from('P6 999999999 999999999 255\n'),
    ])
      await expect(decodeImage(bytes, 'a.ppm')).rejects.toThrow(
        /a\.ppm, byte \d+: the PPM image is broken or cut off/,
      );
  });

  it('refuses a decompression bomb before decoding it', async () => {
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

  it('decodes 600 damaged files or fails with a named error', async () => {
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
    await expect(readImageFile('/dev/zero')).rejects.toThrow(/not a file/);
    await expect(readImageFile('/dev')).rejects.toThrow(FormatError);
    await expect(readImageFile('none.png')).rejects.toThrow(StorageError);
    await expect(readImageFile('none.png')).rejects.toThrow(/none\.png: the image is missing\. Restore it/);
  });
});
