const tables = makeTables();

/** The CRC-32 of zip and PNG (polynomial 0xEDB88320), of `bytes` after what `previous` is the CRC of. */
export function crc32(bytes: Uint8Array, previous = 0): number {
  const [t0, t1, t2, t3] = tables;
  let crc = ~previous;
  let at = 0;
  // Four bytes a step: one table for each of their distances from the end.
  for (const last = bytes.length - 3; at < last; at += 4) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc = t3![crc & 255]! ^ t2![(crc >>> 8) & 255]! ^ t1![(crc >>> 16) & 255]! ^ t0![crc >>> 24]!;
  }
  for (; at < bytes.length; at++) crc = t0![(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

function makeTables(): Int32Array[] {
  const first = new Int32Array(256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    first[n] = c;
  }
  const made = [first];
  for (let k = 1; k < 4; k++) {
    made.push(made[k - 1]!.map((c) => first[c & 255]! ^ (c >>> 8)));
  }
  return made;
}
