import { type Bomb, bombFigure, refuseBombs, row, seeded } from '@ftn/reliability';
import { zipSync } from 'fflate';
import { expect } from 'vitest';
import { code, dict, legacyFile, pickle, storage, tensor } from '../testing/pickle-assembler.js';
import { decodeTensorFile } from './decode-tensor-file.js';

/** A safetensors file of a header and eight bytes. */
function safetensors(header: string, length?: bigint): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(16 + text.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const entry = (name: string, shape: string, offsets: string) =>
  `"${name}":{"dtype":"F32","shape":${shape},"data_offsets":${offsets}}`;
const zeros = new Uint8Array(64 * 2 ** 20);
const huge = (elements: number) =>
  legacyFile(pickle(dict({ a: tensor(storage('FloatStorage', '0', 1), 0, [elements], [0]) })), [
    ['0', 1n, [0, 0, 0, 0]],
  ]);

const bombs: readonly Bomb[] = [
  [
    'a zip of 64 KB that unpacks to 64 MB',
    () => zipSync({ 'x/data.pkl': zeros, 'x/version': Uint8Array.of(0x33) }, { level: 1 }),
  ],
  [
    'a zip within a zip',
    () =>
      zipSync({
        'x/data.pkl': zipSync({ 'y/data.pkl': zeros }, { level: 1 }),
        'x/version': Uint8Array.of(0x33),
      }),
  ],
  ['a tensor of 4 GB', () => safetensors(`{${entry('a', '[1073741824]', '[0,4294967296]')}}`)],
  ['a tensor of 2⁶⁴ elements', () => safetensors(`{${entry('a', '[4294967296,4294967296]', '[0,8]')}}`)],
  ['a header of 2⁶³ bytes', () => safetensors('{}', 1n << 63n)],
  [
    '100,000 tensors on the same bytes',
    () => safetensors(`{${Array.from({ length: 1e5 }, (_, i) => entry(`t${i}`, '[2]', '[0,8]'))}}`),
  ],
  ['ten million open brackets', () => safetensors(`{"a":${'['.repeat(1e7)}`)],
  ['a tensor of 2⁴⁰ elements with stride 0', () => huge(2 ** 30)],
  ['half a million marks', () => legacyFile(pickle(new Array<number>(500_000).fill(0x28)))],
  [
    '100,000 lists inside one another',
    () => legacyFile(pickle([...new Array<number>(1e5).fill(0x5d), ...new Array<number>(99_999).fill(0x61)])),
  ],
  ['a string of 4 GB', () => legacyFile(pickle([0x58, 0xff, 0xff, 0xff, 0xff]))],
  ['a list of itself', () => legacyFile(pickle(code.emptyList, code.put(0), code.get(0), code.append))],
];

row('F2', 'weights', async () => {
  const found = await refuseBombs(bombs, (bytes, file) => decodeTensorFile(bytes, { file }));
  expect(found.problems).toEqual([]);
  return bombFigure(bombs, found);
});

seeded('F2', 'a declared size is trusted', async () => {
  const { problems } = await refuseBombs([bombs[2]!], () => new Float32Array(2 ** 26).fill(1));
  expect(problems.join()).toMatch(/it is read.*MiB/s);
});
