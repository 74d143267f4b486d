import type { RandomStream } from '@ftn/random';

const lengths = [0n, 1n, 0x7fn, 0xffffn, 0x7fffffffn, 0x80000000n, 0xffffffffn, 1n << 53n, (1n << 63n) - 1n];

type Mutator = (bytes: Uint8Array, random: RandomStream) => Uint8Array;

const mutators: readonly Mutator[] = [
  function flipBit(bytes, random) {
    bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
    return bytes;
  },
  function setByte(bytes, random) {
    bytes[random.integer(bytes.length)] = random.integer(256);
    return bytes;
  },
  function forgeLength(bytes, random) {
    const width = random.pick([2, 4, 8]);
    if (bytes.length < width) return bytes;
    const at = random.integer(bytes.length - width + 1);
    const value = random.pick(lengths);
    for (let i = 0; i < width; i++) bytes[at + i] = Number(BigInt.asUintN(8, value >> BigInt(8 * i)));
    return bytes;
  },
  function truncate(bytes, random) {
    return bytes.slice(0, random.integer(bytes.length));
  },
  function remove(bytes, random) {
    const [from, to] = range(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  function double(bytes, random) {
    const [from, to] = range(bytes, random);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  function splice(bytes, random) {
    const [from, to] = range(bytes, random);
    bytes.copyWithin(random.integer(bytes.length - (to - from) + 1), from, to);
    return bytes;
  },
];

/** A damaged copy of a file: bits flipped, sizes forged, cut, spliced, parts removed or doubled. */
export function mutate(bytes: Uint8Array, random: RandomStream): Uint8Array {
  let out: Uint8Array = bytes.slice();
  for (let times = random.chance(0.7) ? 1 : 1 + random.integer(4); times > 0; times--) {
    if (out.length > 0) out = random.pick(mutators)(out, random);
  }
  return new Uint8Array(out);
}

function range(bytes: Uint8Array, random: RandomStream): [number, number] {
  const from = random.integer(bytes.length + 1);
  return [from, Math.min(bytes.length, from + random.integer(random.pick([4, 32, 256])))];
}
