import type { RandomStream } from '@ftn/random';

const lengths = [
  0n,
  1n,
  0x7fn,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  1n << 53n,
  (1n << 63n) - 1n,
  (1n << 64n) - 1n,
];

/** A damaged copy of a file: bits flipped, length fields forged, cut, spliced, parts doubled or swapped. */
export function mutate(bytes: Uint8Array, random: RandomStream): Uint8Array {
  let out: Uint8Array = bytes.slice();
  for (let times = random.chance(0.7) ? 1 : 1 + random.integer(4); times > 0; times--) {
    out = random.pick(mutators)(out, random);
  }
  return out;
}

const mutators: ((bytes: Uint8Array, random: RandomStream) => Uint8Array)[] = [
  function flipBit(bytes, random) {
    if (bytes.length > 0) bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
    return bytes;
  },
  function setByte(bytes, random) {
    if (bytes.length > 0) bytes[random.integer(bytes.length)] = random.integer(256);
    return bytes;
  },
  function forgeLength(bytes, random) {
    const width = random.pick([2, 4, 8]);
    if (bytes.length < width) return bytes;
    const at = random.integer(bytes.length - width + 1);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    let value = BigInt.asUintN(64, random.pick(lengths));
    const little = (i: number) => BigInt(view.getUint8(at + i)) << BigInt(8 * i);
    if (random.chance(0.3)) {
      value = random.pick([1n, -1n]);
      for (let i = 0; i < width; i++) value += little(i);
    }
    for (let i = 0; i < width; i++) view.setUint8(at + i, Number(BigInt.asUintN(8, value >> BigInt(8 * i))));
    return bytes;
  },
  function truncate(bytes, random) {
    return bytes.slice(0, random.integer(bytes.length + 1));
  },
  function remove(bytes, random) {
    const [from, to] = range(bytes, random);
    return concat(bytes.subarray(0, from), bytes.subarray(to));
  },
  function double(bytes, random) {
    const [from, to] = range(bytes, random);
    return concat(bytes.subarray(0, to), bytes.subarray(from));
  },
  function splice(bytes, random) {
    const [from, to] = range(bytes, random);
    const at = random.integer(bytes.length - (to - from) + 1);
    bytes.copyWithin(at, from, to);
    return bytes;
  },
  function swap(bytes, random) {
    const [from, to] = range(bytes, random);
    const half = (from + to) >> 1;
    return concat(
      bytes.subarray(0, from),
      bytes.subarray(half, to),
      bytes.subarray(from, half),
      bytes.subarray(to),
    );
  },
];

function range(bytes: Uint8Array, random: RandomStream): [number, number] {
  const from = random.integer(bytes.length + 1);
  return [from, Math.min(bytes.length, from + random.integer(random.pick([4, 32, 256])))];
}

function concat(...parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
