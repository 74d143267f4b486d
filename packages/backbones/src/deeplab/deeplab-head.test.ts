import '@tensorflow/tfjs-backend-wasm';
import { UsageError } from '@ftn/errors';
import { formulaValues } from '@ftn/reliability';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createArchitecture, createHead, headTensors } from '../index.js';
import narrow from './__fixtures__/narrow.json' with { type: 'json' };
import { imageFrom, runHead } from './__fixtures__/reference-decoder.js';
import { deepLabHead } from './deeplab-head.js';

/** A tensor's numbers in PyTorch's layout. */
function torchValues(name: string, tensor: tf.Tensor): Float32Array {
  const axes = name.endsWith('.weight') ? [3, 2, 0, 1] : [0, 3, 1, 2];
  return tf.tidy(() =>
    (tensor.rank === 4 ? tf.transpose(tensor, axes) : tensor).dataSync<'float32'>().slice(),
  );
}

describe.each(['tensorflow', 'wasm', 'cpu'])('a narrow decoder on %s', (backend) => {
  const runs = narrow.cases.flatMap((one) =>
    Object.entries(one.modes).map(([mode, expected]) => ({ ...one, mode, expected })),
  );
  const here = it.skipIf(backend === 'tensorflow' && !tf.findBackend(backend));

  here.each(runs)('of $outputs outputs, unit $unit, equals PyTorch in $mode mode', async (c) => {
    expect(await tf.setBackend(backend)).toBe(true);
    const before = tf.memory().numTensors;
    const features = [
      { name: 'low', channels: 5, reduction: 2 },
      { name: 'high', channels: 6, reduction: 4 },
    ];
    const head = deepLabHead(features, c.outputs, {
      width: 4,
      lowLevelWidth: 3,
      rates: c.rates,
      unit: c.unit,
    });
    const made = (name: string, shape: number[]) =>
      imageFrom(
        formulaValues(
          `${name} ${c.salt}`,
          shape.reduce((n, length) => n * length, 1),
        ),
        shape,
      );
    const inputs = { low: made('low', [2, 5, 7, 9]), high: made('high', [2, 6, 4, 5]) };
    const found = runHead(
      head,
      inputs,
      (maps) => maps,
      c.size as [number, number],
      c.mode as 'train' | 'eval',
    );
    const scale = Math.max(...Object.entries(c.expected).map(([, v]) => Math.max(...v.map(Math.abs))));
    for (const [name, expected] of Object.entries(c.expected)) {
      const got = torchValues(name, found.get(name)!);
      expect(got.length, name).toBe(expected.length);
      const largest = Math.max(...expected.map(Math.abs), 1e-3 * scale);
      const worst = expected.reduce((most, v, i) => Math.max(most, Math.abs(v - got[i]!)), 0);
      expect(worst / largest, name).toBeLessThan(1e-4);
    }
    tf.dispose([...found.values(), ...Object.values(inputs)]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a DeepLab head', () => {
  it('widens its pyramid with the resolution of the last features', () => {
    const rates = (outputStride: number) =>
      createHead(createArchitecture('resnet18', { outputStride }), 1, { kind: 'deeplab' }).options.rates;
    expect(rates(16)).toEqual([6, 12, 18]);
    expect(rates(8)).toEqual([12, 24, 36]);
    expect(rates(32)).toEqual([3, 6, 9]);
  });

  it('has as many parameters as the formula gives', () => {
    const head = createHead(createArchitecture('resnet18', { outputStride: 16 }), 41, { kind: 'deeplab' });
    const size = (trainable: boolean) =>
      headTensors(head)
        .filter((spec) => spec.trainable === trainable)
        .reduce((n, { shape }) => n + shape.reduce((a, b) => a * b, 1), 0);
    expect([size(true), size(false)]).toEqual([5_426_272 + 257 * 41, 4192]);
  });

  it('refuses unknown options and invalid values', () => {
    const make = (options: Record<string, number | string>) => () =>
      createHead(createArchitecture('resnet18'), 1, { kind: 'deeplab', options });
    expect(make({ widht: 3 })).toThrow(UsageError);
    expect(make({ widht: 3 })).toThrow(/Did you mean 'width'/);
    expect(make({ width: 1.5 })).toThrow(/invalid option 'width' of a deeplab head/);
    expect(make({ rates: '6' })).toThrow(/a list of whole numbers from 1/);
    expect(() => createHead(createArchitecture('resnet18'), 1, { kind: 'deeplabv3' })).toThrow(
      /unknown head 'deeplabv3'\. Did you mean 'deeplab'/,
    );
    expect(() =>
      createHead(createArchitecture('resnet18'), 1, { kind: 'linear', options: { a: 1 } }),
    ).toThrow(/takes no options/);
  });
});
