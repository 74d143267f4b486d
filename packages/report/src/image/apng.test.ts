import { MismatchError, UsageError } from '@ftn/errors';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { exampleImage } from '../__fixtures__/example-report.js';
import { encodeApng } from './apng.js';
import { crc32 } from './crc32.js';
import { chunk, pngFile } from './png-parts.js';

const frames = [1, 2, 3, 4].map((seed) => exampleImage(seed, true));

/** The chunks of a PNG file, each checked by its CRC. */
function chunksOf(file: Uint8Array): { type: string; data: Uint8Array }[] {
  const view = new DataView(file.buffer, file.byteOffset);
  const chunks: { type: string; data: Uint8Array }[] = [];
  for (let at = 8; at < file.length; ) {
    const length = view.getUint32(at);
    expect(view.getUint32(at + 8 + length)).toBe(crc32(file.subarray(at + 4, at + 8 + length)));
    const type = new TextDecoder().decode(file.subarray(at + 4, at + 8));
    chunks.push({ type, data: file.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

const number = (bytes: Uint8Array, at: number) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);

describe('encodeApng', () => {
  const chunks = chunksOf(encodeApng(frames, { delay: 250, loops: 3 }));

  it('writes the chunks of APNG in order, numbered without a gap', () => {
    const rest = [2, 3, 4].flatMap(() => ['fcTL', 'fdAT']);
    expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'acTL', 'fcTL', 'IDAT', ...rest, 'IEND']);
    const numbered = chunks.filter(({ type }) => type === 'fcTL' || type === 'fdAT');
    expect(numbered.map(({ data }) => number(data, 0))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const control = chunks[1]!.data;
    expect([number(control, 0), number(control, 4)]).toEqual([4, 3]);
    for (const { data } of chunks.filter(({ type }) => type === 'fcTL')) {
      expect([number(data, 4), number(data, 8)]).toEqual([64, 64]);
      expect([data[20]! * 256 + data[21]!, data[22]! * 256 + data[23]!]).toEqual([250, 1000]);
    }
  });

  it('stores every frame exactly', async () => {
    const header = chunk('IHDR', chunks[0]!.data);
    const data = chunks
      .filter(({ type }) => type === 'IDAT' || type === 'fdAT')
      .map(({ type, data }) => (type === 'IDAT' ? data : data.subarray(4)));
    expect(data).toHaveLength(4);
    for (const [i, pixels] of data.entries()) {
      const file = pngFile([header, chunk('IDAT', pixels)]);
      expect(Buffer.compare(await sharp(file).raw().toBuffer(), Buffer.from(frames[i]!.rgb))).toBe(0);
    }
  });

  it('shows its first frame in viewers without animation', async () => {
    const first = await sharp(encodeApng(frames)).raw().toBuffer();
    expect(Buffer.compare(first, Buffer.from(frames[0]!.rgb))).toBe(0);
  });

  it('refuses an empty list, frames of different sizes and a delay of zero', () => {
    expect(() => encodeApng([])).toThrow(UsageError);
    expect(() => encodeApng(frames, { delay: 0 })).toThrow(UsageError);
    const small = { width: 1, height: 1, rgb: new Uint8Array(3) };
    expect(() => encodeApng([...frames, small])).toThrow(MismatchError);
  });
});
