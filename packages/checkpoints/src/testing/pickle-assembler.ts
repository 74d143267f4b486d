/** Pieces of pickle programs, for files no honest writer makes. */
const text = (value: string) => [...new TextEncoder().encode(value)];
const u32 = (value: number) => [...new Uint8Array(Uint32Array.of(value).buffer)];
const u64 = (value: bigint) => [...new Uint8Array(BigUint64Array.of(value).buffer)];

export type Code = readonly number[];

export const code = {
  proto: (version: number): Code => [0x80, version],
  stop: [0x2e] as Code,
  mark: [0x28] as Code,
  none: [0x4e] as Code,
  true: [0x88] as Code,
  false: [0x89] as Code,
  emptyTuple: [0x29] as Code,
  emptyList: [0x5d] as Code,
  emptyDict: [0x7d] as Code,
  tuple: [0x74] as Code,
  tuple1: [0x85] as Code,
  tuple2: [0x86] as Code,
  append: [0x61] as Code,
  appends: [0x65] as Code,
  setItem: [0x73] as Code,
  setItems: [0x75] as Code,
  reduce: [0x52] as Code,
  build: [0x62] as Code,
  persistentId: [0x51] as Code,
  int: (value: number): Code => [0x4a, ...u32(value >>> 0)],
  long: (value: bigint, bytes = 8): Code => [
    0x8a,
    bytes,
    ...u64(value),
    ...new Array<number>(bytes - 8).fill(0),
  ],
  string: (value: string): Code => [0x58, ...u32(text(value).length), ...text(value)],
  shortString: (value: string): Code => [0x8c, text(value).length, ...text(value)],
  global: (module: string, name: string): Code => [0x63, ...text(`${module}\n${name}\n`)],
  stackGlobal: (module: string, name: string): Code => [...code.string(module), ...code.string(name), 0x93],
  put: (index: number): Code => [0x71, index],
  get: (index: number): Code => [0x68, index],
};

/** A storage's persistent id, left on the stack as the storage. */
export function storage(type: string, key: string, length: number, view: Code = []): Code {
  return [
    ...code.mark,
    ...code.string('storage'),
    ...code.global('torch', type),
    ...code.string(key),
    ...code.string('cpu'),
    ...code.int(length),
    ...view,
    ...code.tuple,
    ...code.persistentId,
  ];
}

const tuple = (values: readonly number[]): Code => [
  ...code.mark,
  ...values.flatMap((value) => code.int(value)),
  ...code.tuple,
];

/** A tensor over a storage. */
export function tensor(
  over: Code,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): Code {
  return [
    ...code.global('torch._utils', '_rebuild_tensor_v2'),
    ...code.mark,
    ...over,
    ...code.int(offset),
    ...tuple(shape),
    ...tuple(strides),
    ...code.false,
    ...code.global('collections', 'OrderedDict'),
    ...code.emptyTuple,
    ...code.reduce,
    ...code.tuple,
    ...code.reduce,
  ];
}

/** A dict of the given entries. */
export function dict(entries: Readonly<Record<string, Code>>): Code {
  const items = Object.entries(entries).flatMap(([key, value]) => [...code.string(key), ...value]);
  return [...code.emptyDict, ...code.mark, ...items, ...code.setItems];
}

/** A whole pickle that leaves one value. */
export const pickle = (...parts: Code[]): Code => [...code.proto(2), ...parts.flat(), ...code.stop];

/** A file of torch.save before 1.6 around a pickle. */
export function legacyFile(
  value: Code,
  storages: readonly (readonly [string, bigint, Code])[] = [],
): Uint8Array {
  const magic = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
  const keys = [
    ...code.emptyList,
    ...code.mark,
    ...storages.flatMap(([key]) => code.string(key)),
    ...code.appends,
  ];
  return Uint8Array.from([
    ...pickle(magic),
    ...pickle(code.int(1001)),
    ...pickle(dict({ protocol_version: code.int(1001), little_endian: code.true })),
    ...value,
    ...pickle(keys),
    ...storages.flatMap(([, count, bytes]) => [...u64(count), ...bytes]),
  ]);
}
