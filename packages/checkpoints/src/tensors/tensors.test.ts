import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { fromFloat32, toFloat32 } from './float32.js';
import { hashTensors } from './hash-tensors.js';
import { hwioToOihw, oihwToHwio } from './layout.js';
import { elementCount, type TensorData, tensorFromBytes } from './tensor-data.js';

describe('toFloat32 and fromFloat32', () => {
  it.each<[TensorData['dtype'], TensorData['data'], number[]]>([
    ['float64', Float64Array.of(0.1), [Math.fround(0.1)]],
    ['int64', BigInt64Array.of(-3n, 1n << 40n), [-3, 2 ** 40]],
    ['int8', Int8Array.of(-128, 127), [-128, 127]],
    ['bool', Uint8Array.of(0, 1), [0, 1]],
    ['float16', Uint16Array.of(0x3c00, 0xc000, 0x0001), [1, -2, 2 ** -24]],
    ['bfloat16', Uint16Array.of(0x3f80, 0xc000), [1, -2]],
  ])('convert %s to float32', (dtype, data, wanted) => {
    expect([...toFloat32({ dtype, shape: [data.length], data })]).toEqual(wanted);
  });

  it('round halfway values to even and refuse what float16 cannot hold', () => {
    const data = Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11);
    expect([...toFloat32(fromFloat32(data, [2], 'float16'))]).toEqual([1, 1 + 2 ** -9]);
    expect(() => fromFloat32(Float32Array.of(0, 70000), [2], 'float16')).toThrow(/element 1 .*float16/);
    expect(() => fromFloat32(Float32Array.of(0), [2])).toThrow(UsageError);
  });
});

describe('layouts', () => {
  const kernel: TensorData = {
    dtype: 'int8',
    shape: [5, 4, 3, 2],
    data: Int8Array.from({ length: 120 }, (_, i) => i),
  };

  it('moves element (o, i, h, w) to (h, w, i, o) and back', () => {
    const hwio = oihwToHwio(kernel);
    expect(hwio.shape).toEqual([3, 2, 4, 5]);
    const at = ({ shape, data }: TensorData, ...index: number[]) =>
      data[index.reduce((sum, i, axis) => sum * shape[axis]! + i, 0)];
    for (const [o, i, h, w] of [
      [0, 0, 0, 1],
      [4, 3, 2, 1],
      [2, 1, 0, 1],
      [1, 3, 1, 0],
    ] as const) {
      expect(at(hwio, h, w, i, o)).toBe(at(kernel, o, i, h, w));
    }
    expect(hwioToOihw(hwio)).toEqual(kernel);
  });

  it('refuse tensors that are not of rank 4', () => {
    expect(() => oihwToHwio({ ...kernel, shape: [120] })).toThrow(UsageError);
  });
});

describe('hashTensors', () => {
  const a = fromFloat32(Float32Array.of(1, 2), [2]);
  const b = fromFloat32(Float32Array.of(3), [1]);
  const hash = (entries: [string, TensorData][]) => hashTensors(new Map(entries));

  it('equals the hash of the documented text, in any order of the tensors', async () => {
    expect(
      await hash([
        ['a', a],
        ['b', b],
      ]),
    ).toBe(
      await hash([
        ['b', b],
        ['a', a],
      ]),
    );
    // printf '' | sha256sum: no line for no tensor.
    expect(await hash([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('changes with a name, a type, a shape or a bit', async () => {
    const others: [string, TensorData][][] = [
      [['a', a]],
      [
        ['c', a],
        ['b', b],
      ],
      [
        ['a', b],
        ['b', a],
      ],
      [
        ['a', { ...a, shape: [1, 2] }],
        ['b', b],
      ],
      [
        ['a', { dtype: 'int32', shape: [2], data: new Int32Array(a.data.buffer) }],
        ['b', b],
      ],
      [
        ['a', fromFloat32(Float32Array.of(1, -2), [2])],
        ['b', b],
      ],
    ];
    const hashes = await Promise.all([
      hash([
        ['a', a],
        ['b', b],
      ]),
      ...others.map(hash),
    ]);
    expect(new Set(hashes).size).toBe(others.length + 1);
  });
});

describe('tensorFromBytes', () => {
  it('returns views of aligned bytes and copies the others', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => i);
    const view = tensorFromBytes('int32', [2], bytes.subarray(4, 12));
    const copy = tensorFromBytes('int32', [2], bytes.subarray(5, 13));
    expect(view.data.buffer).toBe(bytes.buffer);
    expect(copy.data.buffer).not.toBe(bytes.buffer);
    expect([...copy.data]).toEqual([0x08070605, 0x0c0b0a09]);
  });
});

describe('elementCount', () => {
  it.each([
    [[], 1],
    [[2, 3], 6],
    [[2 ** 40, 2 ** 40, 0], 0],
    [[2 ** 40, 2 ** 40], Number.NaN],
    [[-1], Number.NaN],
    [[0, 1.5], Number.NaN],
  ])('counts the elements of shape %j as %d', (shape, count) => expect(elementCount(shape)).toBe(count));
});
