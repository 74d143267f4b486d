import { FtnError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { mutate, row, scaled, seeded } from '@ftn/reliability';
import { expect } from 'vitest';
import { decodePth } from '../pth/decode-pth.js';
import { decodeSafetensors } from '../safetensors/decode-safetensors.js';
import type { NamedTensors } from '../tensors/tensor-data.js';
import { describeTensors, fixture } from '../testing/fixtures.js';
import { decodeTensorFile } from './decode-tensor-file.js';

type Decode = (bytes: Uint8Array) => NamedTensors;

/** A view at an odd place of a larger buffer with other bytes around it. */
function offsetView(bytes: Uint8Array): Uint8Array {
  const around = new Uint8Array(bytes.length + 11).fill(0xa5);
  around.set(bytes, 3);
  return around.subarray(3, 3 + bytes.length);
}

const arrivals: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  'a Buffer': (bytes) => Buffer.from(bytes),
  'a view at an odd offset': offsetView,
  'a Buffer at an odd offset': (bytes) => Buffer.from(offsetView(bytes).buffer, 3, bytes.length),
};

/** What was read, or the whole error, as text. */
function answer(decode: Decode, bytes: Uint8Array): string {
  try {
    return JSON.stringify(describeTensors(decode(bytes)));
  } catch (error) {
    if (!FtnError.isInstance(error)) return `another error: ${error}`;
    return `${error.message} @ ${error.details.offset}`;
  }
}

const names = ['types.safetensors', 'types.pth', 'packed.pth', 'types-legacy.pth'];
const own = (name: string): Decode =>
  name.endsWith('.safetensors')
    ? (bytes) => decodeSafetensors(bytes, { file: 'x' }).tensors
    : (bytes) => decodePth(bytes, { file: 'x' }).tensors;
const byContent: Decode = (bytes) => decodeTensorFile(bytes, { file: 'x' }).tensors;

/** Where two ways to the same bytes give different answers. */
function disagreements(count: number, other: Decode = byContent): string[] {
  const found: string[] = [];
  for (let i = 0; i < count; i++) {
    const name = names[i % names.length]!;
    const random = new RandomStream('agreement', name, i);
    const bytes = mutate(fixture(name), random);
    const expected = answer(own(name), bytes.slice());
    for (const [way, arrive] of Object.entries(arrivals)) {
      const got = answer(own(name), arrive(bytes));
      if (got !== expected)
        found.push(`${name} ${i} as ${way}: ${got.slice(0, 99)}, not ${expected.slice(0, 99)}`);
    }
    // A file whose beginning no longer says what it is is refused as another format; values may not differ.
    const told = answer(other, bytes.slice());
    if (told.startsWith('{') && told !== expected)
      found.push(`${name} ${i} by content: ${told.slice(0, 99)}`);
    if (told.startsWith('another error')) found.push(`${name} ${i} by content: ${told}`);
  }
  return found;
}

row('F4', 'files of weights', () => {
  const count = scaled(2000);
  expect(disagreements(count)).toEqual([]);
  return {
    count,
    figure: `${count} damaged files × 5 ways (array, Buffer, odd offsets, by content): 0 disagreements`,
  };
});

seeded('F4', 'a copy of bytes is a view', () => {
  const careless: Decode = (bytes) => {
    const tensors = byContent(bytes);
    for (const tensor of tensors.values()) if (tensor.data.length > 1) tensor.data[0] = tensor.data[1]!;
    return tensors;
  };
  expect(disagreements(400, careless).join()).toContain('by content');
});
