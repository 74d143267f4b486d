import { crc32 as nodeCrc32 } from 'node:zlib';
import { MismatchError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { exampleImage } from '../__fixtures__/example-report.js';
import { base64 } from './base64.js';
import { crc32 } from './crc32.js';
import { encodePng } from './png.js';

const noise = (width: number, height: number) => {
  const random = new RandomStream('png', width, height);
  return { width, height, rgb: Uint8Array.from({ length: width * height * 3 }, () => random.integer(256)) };
};

describe('encodePng', () => {
  it.each([noise(1, 1), noise(7, 3), noise(64, 64), exampleImage(3, true)])(
    'writes what libpng reads back exactly ($width × $height)',
    async (image) => {
      const { data, info } = await sharp(encodePng(image)).raw().toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject({ width: image.width, height: image.height, channels: 3 });
      expect(Buffer.compare(data, Buffer.from(image.rgb))).toBe(0);
    },
  );

  it('compresses smooth pictures well', () => {
    expect(encodePng(exampleImage(3, true)).length).toBeLessThan((64 * 64 * 3) / 10);
  });

  it('refuses a pixel buffer that does not match the size', () => {
    expect(() => encodePng({ width: 2, height: 2, rgb: new Uint8Array(16) })).toThrow(MismatchError);
    expect(() => encodePng({ width: 0, height: 2, rgb: new Uint8Array(0) })).toThrow(MismatchError);
  });
});

describe('crc32 and base64', () => {
  it.each([0, 1, 2, 3, 4, 255])('equal Node’s results for %d bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + 200) & 0xff);
    expect(crc32(bytes)).toBe(nodeCrc32(bytes));
    expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  });
});
