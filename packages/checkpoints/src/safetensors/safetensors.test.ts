import { cpuTime } from '@ftn/reliability';
import { describe, expect, it } from 'vitest';
import { fromFloat32 } from '../tensors/float32.js';
import type { NamedTensors } from '../tensors/tensor-data.js';
import { describeTensors, expected, fixture } from '../testing/fixtures.js';
import { decodeSafetensors } from './decode-safetensors.js';
import { encodeSafetensors } from './encode-safetensors.js';

const files = ['types.safetensors', 'names.safetensors', 'none.safetensors', 'words.safetensors'];

describe('safetensors', () => {
  it.each(files)('reads %s, written by Python, as Python does', (name) => {
    const { tensors, metadata } = decodeSafetensors(fixture(name));
    const wanted = expected(name);
    expect(describeTensors(tensors)).toEqual(wanted.tensors);
    expect(metadata).toEqual(new Map(Object.entries(wanted.metadata ?? {})));
  });

  // Python keeps several words of metadata in no order of its own, so words.safetensors is left out.
  it.each(files.slice(0, 3))('writes %s again byte for byte', (name) => {
    const { tensors, metadata } = decodeSafetensors(fixture(name));
    const shuffled = new Map([...tensors].reverse());
    expect(encodeSafetensors(shuffled, metadata)).toEqual(fixture(name));
  });

  it('keeps metadata of any name', () => {
    const { tensors, metadata } = decodeSafetensors(fixture('words.safetensors'));
    const copy = decodeSafetensors(encodeSafetensors(tensors, metadata));
    expect(copy.metadata).toEqual(metadata);
    expect(Object.getPrototypeOf(copy.metadata)).toBe(Map.prototype);
  });

  it('returns views of the given bytes where they are aligned', () => {
    const bytes = fixture('types.safetensors');
    const { tensors } = decodeSafetensors(bytes);
    for (const { data } of tensors.values()) expect(data.buffer).toBe(bytes.buffer);
    const moved = new Uint8Array(bytes.length + 1);
    moved.set(bytes, 1);
    expect(describeTensors(decodeSafetensors(moved.subarray(1)).tensors)).toEqual(describeTensors(tensors));
  });

  it('refuses to write an invalid file', () => {
    const tensor = fromFloat32(Float32Array.of(1), [1]);
    const write = (entries: [string, unknown][]) => () => encodeSafetensors(new Map(entries) as NamedTensors);
    expect(write([['__metadata__', tensor]])).toThrow(/__metadata__/);
    expect(write([['a\ud800', tensor]])).toThrow(/surrogate/);
    expect(write([['a', { ...tensor, shape: [2] }]])).toThrow(
      /'a' does not have as many elements as its shape \[2\]/,
    );
    expect(write([['a', { ...tensor, dtype: 'int8' }]])).toThrow(/'a' is int8/);
  });
});

/** A file of the given header and payload length. */
function forged(header: string | Uint8Array, payload = 8): Uint8Array {
  const json = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + json.length + payload);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const entry = (name: string, shape: string, offsets: string, dtype = 'F32') =>
  `"${name}":{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;

describe('a forged safetensors file', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['empty file', new Uint8Array(0), /too short/],
    ['header longer than the file', fixture('types.safetensors').slice(0, 100), /longer than the file/],
    ['header of 2^63 bytes', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80, 0x7b), /longer than the file/],
    ['cut payload', fixture('types.safetensors').slice(0, -1), /'bool' lies outside/],
    ['one byte more', forged(`{${entry('a', '[2]', '[0,8]')}}`, 9), /bytes after the last tensor/],
    [
      'name twice',
      forged(`{${entry('a', '[1]', '[0,4]')},${entry('a', '[1]', '[4,8]')}}`),
      /the key 'a' twice/,
    ],
    [
      'same name, escaped',
      forged(`{${entry('a', '[1]', '[0,4]')},${entry('\\u0061', '[1]', '[4,8]')}}`),
      /twice/,
    ],
    ['overlap', forged(`{${entry('a', '[2]', '[0,8]')},${entry('b', '[1]', '[4,8]')}}`), /'b' overlaps/],
    ['gap', forged(`{${entry('a', '[1]', '[4,8]')}}`), /'a' leaves a gap/],
    ['10,000 tensors on the same bytes', forged(manyOnOne(1e4)), /overlaps/],
    [
      '30,000 tensors on the same bytes',
      forged(manyOnOne(3e4)),
      /describes more tensors than the file can hold/,
    ],
    [
      'shape bomb',
      forged(`{${entry('a', '[4294967296,4294967296]', '[0,8]')}}`),
      /a shape that is not whole numbers/,
    ],
    ['4 GB declared', forged(`{${entry('a', '[1073741824]', '[0,4294967296]')}}`), /outside the file/],
    ['negative size', forged(`{${entry('a', '[-2]', '[0,8]')}}`), /not a count/],
    ['size with an exponent', forged(`{${entry('a', '[2e0]', '[0,8]')}}`), /not a count/],
    ['offsets reversed', forged(`{${entry('a', '[2]', '[8,0]')}}`), /outside the file/],
    ['three offsets', forged(`{${entry('a', '[2]', '[0,8,8]')}}`), /does not have two offsets/],
    ['unknown type', forged(`{${entry('a', '[2]', '[0,8]', 'F31')}}`), /the type "F31"/],
    [
      'a type we do not read',
      forged(`{${entry('a', '[1]', '[0,8]', 'U64')}}`),
      /Save this tensor in one of these/,
    ],
    ['unknown field', forged('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}'), /'x'/],
    ['metadata not words', forged('{"__metadata__":{"a":1}}', 0), /__metadata__ 'a' is not a string/],
    ['metadata that is a list', forged('{"__metadata__":[]}', 0), /__metadata__ is not a map of strings/],
    ['a tensor that is a list', forged('{"a":[]}', 0), /'a' is not a description of a tensor/],
    [
      'a shape that is a word',
      forged(`{${entry('a', '"2"', '[0,8]')}}`),
      /a shape that is not whole numbers/,
    ],
    ['no shape', forged('{"a":{"dtype":"F32","data_offsets":[0,8]}}'), /a shape that is not whole numbers/],
    ['an array', forged('[]', 0), /expected '\{', got '\['/],
    ['not UTF-8', forged(Uint8Array.of(0x7b, 0xff, 0x7d), 0), /not UTF-8/],
    ['half a surrogate pair', forged(`{${entry('\\ud800', '[2]', '[0,8]')}}`), /surrogate/],
    ['deep nesting', forged(`{"a":${'['.repeat(1e6)}`, 0), /nested deeper than 64/],
    ['text after the header', forged(`{${entry('a', '[2]', '[0,8]')}}x`), /continues after its end/],
    ['no end', forged(`{${entry('a', '[2]', '[0,8]')}`), /lacks a ',' or '}'/],
  ])('is refused: %s', (_, bytes, message) => {
    const start = cpuTime();
    const read = () => decodeSafetensors(bytes, { file: 'x.safetensors' });
    expect(read).toThrow(message);
    expect(cpuTime(start)).toBeLessThan(10_000);
    expect(read).toThrow(/^x\.safetensors/);
  });
});

function manyOnOne(count: number): string {
  return `{${Array.from({ length: count }, (_, i) => entry(`t${i}`, '[2]', '[0,8]')).join(',')}}`;
}
