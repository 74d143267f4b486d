import { DivergedError, FormatError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { decodeTensorFile } from '../files/decode-tensor-file.js';
import { decodeRunCheckpoint } from '../node/run-checkpoint/decode-run-checkpoint.js';
import { encodeRunCheckpoint } from '../node/run-checkpoint/encode-run-checkpoint.js';
import { decodePth } from '../pth/decode-pth.js';
import { encodeSafetensors } from '../safetensors/encode-safetensors.js';
import { fixture } from '../testing/fixtures.js';
import { checkReadNumbers } from './check-numbers.js';
import { fromFloat32 } from './float32.js';
import { bytesOf, type Dtype, type NamedTensors, type TensorData } from './tensor-data.js';

type Floating = 'float32' | 'float16' | 'bfloat16' | 'float64';
const floating: readonly Floating[] = ['float32', 'float16', 'bfloat16', 'float64'];

const sound = [0.5, -0, 2, 0.25, 1, 3];

/** A 2×3 tensor with one number changed. */
function tensor(dtype: Floating, at?: number, value = 0): TensorData {
  const made = fromFloat32(Float32Array.from(sound), [2, 3], dtype);
  if (at === undefined) return made;
  const broken = fromFloat32(Float32Array.of(value), [1], dtype);
  made.data[at] = broken.data[0]!;
  return made;
}

const named = (data: TensorData, name = 'layer1.0.bn1.running_var'): NamedTensors =>
  new Map([
    ['conv1.weight', tensor('float32')],
    [name, data],
  ]);

const cases = floating.flatMap((dtype) =>
  [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0.5].map((value) => ({ dtype, value })),
);

/** Writes tensors as a safetensors file whose writer does not look: sound ones first, whose bytes are then replaced. */
function careless(tensors: NamedTensors): Uint8Array {
  const blank = new Map(
    [...tensors].map(([name, { dtype, shape, data }]) => [
      name,
      { dtype, shape, data: data.slice().fill(0 as never) },
    ]),
  );
  const file = encodeSafetensors(blank);
  const [, broken] = [...tensors.values()];
  const start = decodeTensorFile(file).tensors.get([...tensors.keys()][1]!)!.data.byteOffset;
  file.set(bytesOf(broken!), start);
  return file;
}

describe('weights with numbers no network can compute with', () => {
  it.each(cases)(
    'are refused by tensor, place and file for a variance of $value in $dtype',
    ({ dtype, value }) => {
      const tensors = named(tensor(dtype, 4, value));
      const read = () => decodeTensorFile(careless(tensors), { file: 'net.safetensors' });
      expect(read).toThrow(FormatError);
      expect(read).toThrow(
        `net.safetensors: 'layer1.0.bn1.running_var' holds a number no network can compute with at [1, 1]: expected a finite number of 0 or more, got ${value}.`,
      );
      const write = () => encodeSafetensors(tensors);
      expect(write).toThrow(DivergedError);
      expect(write).toThrow(/^'layer1\.0\.bn1\.running_var' holds a number .* at \[1, 1\]/);
    },
  );

  it.each(floating)('may be below zero in %s, where a variance may be 0 or −0', (dtype) => {
    const weights = named(tensor(dtype, 4, -0.5), 'layer1.0.conv1.weight');
    expect(decodeTensorFile(encodeSafetensors(weights)).tensors.size).toBe(2);
    const variances = named(tensor(dtype, 4, -0));
    expect(decodeTensorFile(encodeSafetensors(variances)).tensors.size).toBe(2);
  });

  it('are refused where a float64 leaves the range of float32, and for a negative integer variance', () => {
    const wide = (data: Float64Array | BigInt64Array, dtype: Dtype) => named({ dtype, shape: [2], data });
    expect(() => checkReadNumbers(wide(Float64Array.of(1, 1e39), 'float64'))).toThrow(/at \[1\]/);
    expect(() => checkReadNumbers(wide(BigInt64Array.of(1n, -3n), 'int64'))).toThrow(/got -3/);
    checkReadNumbers(wide(Float64Array.of(1, 3e38), 'float64'));
  });

  it.each(['checkpoint.pth', 'checkpoint-legacy.pth'])('are refused for one NaN in %s', (name) => {
    const bytes = fixture(name);
    const { tensors } = decodePth(bytes);
    const [broken, found] = [...tensors].find(([key]) => key.endsWith('running_var'))!;
    const place = Buffer.from(bytes).indexOf(bytesOf(found).slice());
    new DataView(bytes.buffer).setFloat32(place + 4 * 2, Number.NaN, true);
    const read = () => decodePth(bytes, { file: 'net.pth', checkCrc: false });
    expect(read).toThrow(FormatError);
    expect(read).toThrow(`net.pth: '${broken}' holds a number no network can compute with at [2]`);
  });

  it('are neither written to a run checkpoint nor read from one', () => {
    const state = (value: number) => ({
      step: 1,
      header: {},
      tensors: named(tensor('float32', 3, value), 'a.b'),
    });
    expect(() => encodeRunCheckpoint(state(Number.NaN), null)).toThrow(
      /'a\.b' holds a number .* at \[1, 0\]/,
    );
    const bytes = Buffer.concat(encodeRunCheckpoint(state(1), null));
    expect(decodeRunCheckpoint(bytes).tensors.size).toBe(2);
  });
});
