import { crc32 } from 'node:zlib';
import { type Bomb, bombFigure, refuseBombs, row } from '@ftn/reliability';
import sharp from 'sharp';
import { expect } from 'vitest';
import { decodeImage } from './decode-image.js';

const plain = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });

/** A sound PNG whose header claims another size, with a right checksum. */
async function png(width: number, height: number): Promise<Uint8Array> {
  const bytes = await plain.clone().png().toBuffer();
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

/** A sound JPEG whose frame claims another size. */
async function jpeg(width: number, height: number): Promise<Uint8Array> {
  const bytes = await plain.clone().jpeg().toBuffer();
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(height, frame + 5);
  bytes.writeUInt16BE(width, frame + 7);
  return bytes;
}

const bombs: readonly Bomb[] = [
  ['PNG of 50,000²', () => png(50_000, 50_000)],
  ['PNG of 2³¹ × 1', () => png(2 ** 31 - 1, 1)],
  ['PNG of 20,000²', () => png(20_000, 20_000)],
  ['JPEG of 65,500²', () => jpeg(65_500, 65_500)],
  ['JPEG of 20,000²', () => jpeg(20_000, 20_000)],
  ['PPM of 10⁵ × 10⁵', () => Buffer.from('P6 100000 100000 255\n')],
  [
    'GIF of 65,535²',
    async () => {
      const bytes = await plain.clone().gif().toBuffer();
      // The screen and its one frame: a decoder may go by either.
      const frame = bytes.indexOf(Buffer.from([0x2c, 0, 0, 0, 0, 8, 0, 8, 0]));
      for (const at of [6, 8, frame + 5, frame + 7]) bytes.writeUInt16LE(65_535, at);
      return bytes;
    },
  ],
];

row('F2', 'images', async () => {
  await decodeImage(await plain.clone().png().toBuffer(), 'warm-up');
  const found = await refuseBombs(bombs, (bytes, file) => decodeImage(bytes, file));
  expect(found.problems).toEqual([]);
  return bombFigure(bombs, found);
});
