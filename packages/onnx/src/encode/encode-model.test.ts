import { readFileSync } from 'node:fs';
import type { TensorData } from '@ftn/checkpoints';
import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph.js';
import { encodeModel } from './encode-model.js';
import { checkOpset } from './opsets.js';

const floats = (shape: number[], values: Iterable<number>): TensorData => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(values),
});

/** The model of scripts/references/onnx_model.py. */
const tiny: Graph = {
  name: 'tiny ✓',
  inputs: [{ name: 'input', shape: ['N', 3, 8, 8] }],
  outputs: [{ name: 'logits', shape: ['N', 2] }],
  nodes: [
    {
      operator: 'Conv',
      name: 'conv',
      inputs: ['input', 'conv.weight'],
      outputs: ['conv'],
      attributes: { dilations: { ints: [1, 1] }, group: { int: 1 }, kernel_shape: { ints: [2, 2] } },
    },
    {
      operator: 'BatchNormalization',
      name: 'bn',
      inputs: ['conv', 'scale', 'offset', 'mean', 'variance'],
      outputs: ['bn'],
      attributes: { epsilon: { float: 1e-5 } },
    },
    {
      operator: 'Resize',
      name: 'größer',
      inputs: ['bn', '', '', 'sizes'],
      outputs: ['größer'],
      attributes: { mode: { text: 'linear' } },
    },
    { operator: 'GlobalAveragePool', name: 'pool', inputs: ['größer'], outputs: ['pool'], attributes: {} },
    {
      operator: 'Flatten',
      name: 'logits',
      inputs: ['pool'],
      outputs: ['logits'],
      attributes: { axis: { int: 1 } },
    },
  ],
  initializers: new Map<string, TensorData>([
    [
      'conv.weight',
      floats(
        [2, 3, 2, 2],
        Array.from({ length: 24 }, (_, i) => i - 12),
      ),
    ],
    ['scale', floats([2], [1.5, -2])],
    ['offset', floats([2], [0, 0.25])],
    ['mean', floats([2], [3, 1e-8])],
    ['variance', floats([2], [1, 200])],
    ['sizes', { dtype: 'int64', shape: [4], data: BigInt64Array.of(1n, 2n, 300n, 70000n) }],
  ]),
};

describe('encodeModel', () => {
  it('writes byte for byte what ONNX’s own library writes', () => {
    const bytes = encodeModel(tiny, {
      opset: 17,
      producer: ['ftn', '1.2.3'],
      metadata: { classes: '["a","ü"]', empty: '' },
    });
    const reference = readFileSync(new URL('__fixtures__/tiny.onnx', import.meta.url));
    expect(Buffer.from(bytes).toString('hex')).toBe(reference.toString('hex'));
  });

  it('refuses a model too large for one file before allocating it', () => {
    const data = { byteLength: 2 ** 31, length: 2 ** 29 } as Float32Array;
    const initializers = new Map([['large', { dtype: 'float32', shape: [2 ** 29], data } as const]]);
    const details = { opset: 17, producer: ['ftn', '1'], metadata: {} } as const;
    expect(() => encodeModel({ ...tiny, initializers }, details)).toThrow(/less than 2 GB, got 2\.1 GB/);
  });
});

describe('checkOpset', () => {
  it('accepts the supported versions', () => {
    expect(checkOpset(17)).toBe(17);
    for (const version of [12, 23, 17.5, Number.NaN]) expect(() => checkOpset(version)).toThrow(UsageError);
  });
});
