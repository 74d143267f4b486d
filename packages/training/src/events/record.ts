import { maskedCrc32c } from './crc32c.js';

/**
 * Frames `data` as a TFRecord: length (uint64), its masked CRC, the data, their masked CRC, little-endian.
 *
 * A record cut short by a crash fails its check, and readers stop there.
 */
export function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return bytes;
}
