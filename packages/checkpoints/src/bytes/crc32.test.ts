import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32.js';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('crc32', () => {
  it.each([
    ['', 0],
    // The check value of every list of CRCs.
    ['123456789', 0xcbf43926],
    ['The quick brown fox jumps over the lazy dog', 0x414fa339],
  ])('gives the published checksum of %j', (text, crc) => expect(crc32(bytes(text))).toBe(crc));

  it('continues a checksum from any split of the bytes', () => {
    const whole = bytes('123456789');
    for (let cut = 0; cut <= 9; cut++) {
      expect(crc32(whole.subarray(cut), crc32(whole.subarray(0, cut)))).toBe(0xcbf43926);
    }
  });
});
