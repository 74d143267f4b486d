import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from './record.js';

describe('crc32c', () => {
  // RFC 3720, appendix B.4, and the check value of the CRC catalogue.
  it.each([
    ['32 zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['0 to 31', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['31 to 0', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
    ['"123456789"', new TextEncoder().encode('123456789'), 0xe3069283],
    ['nothing', new Uint8Array(0), 0],
  ])('of %s equals the published checksum', (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });

  it('is masked into an unsigned 32-bit integer', () => {
    const masked = maskedCrc32c(new TextEncoder().encode('123456789'));
    // rotate right by 15 bits, add the constant, modulo 2³² — in BigInt, where no sign can interfere
    const crc = 0xe3069283n;
    expect(BigInt(masked)).toBe(((((crc >> 15n) | (crc << 17n)) % 2n ** 32n) + 0xa282ead8n) % 2n ** 32n);
  });
});
