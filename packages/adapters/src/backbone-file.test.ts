import { fromFloat32, type NamedTensors, type TensorData } from '@ftn/checkpoints';
import { MismatchError } from '@ftn/errors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { smallBackbone } from './__fixtures__/trained-domain.js';
import { backboneFromTensors, backboneHash, backboneToTensors, selectBackbone } from './index.js';

const backbone = smallBackbone();
const { architecture } = backbone;
afterAll(() => backbone.dispose());

const zeros = (...shape: number[]): TensorData => ({
  dtype: 'float32',
  shape,
  data: new Float32Array(shape.reduce((n, length) => n * length, 1)),
});

const withTensors = (extra: Record<string, TensorData>): NamedTensors =>
  new Map([...backboneToTensors(backbone), ...Object.entries(extra)]);

describe('a backbone’s file', () => {
  it('stores kernels in torchvision’s layout', () => {
    const data = backboneToTensors(backbone).get('conv1.weight')!;
    expect(data.shape).toEqual([16, 3, 3, 3]);
    const kernel = backbone.kernel('conv1').arraySync();
    // Output 5, input 2, row 1, column 0.
    expect(data.data[5 * 27 + 2 * 9 + 1 * 3]).toBe(kernel[1]![0]![2]![5]);
  });

  it('reads back bit for bit in any order of its tensors, ignoring the classifier and step counters', async () => {
    const tensors = new Map(
      [
        ...withTensors({
          'fc.weight': zeros(10, 128),
          'fc.bias': zeros(10),
          'bn1.num_batches_tracked': zeros(),
        }),
      ].reverse(),
    );
    const again = backboneFromTensors(architecture, tensors);
    expect([...again.weights.keys()]).toEqual([...backbone.weights.keys()]);
    for (const [name, tensor] of backbone.weights)
      expect(again.weights.get(name)!.dataSync()).toEqual(tensor.dataSync());
    expect(await backboneHash(again)).toBe(await backboneHash(backbone));
    again.dispose();
  });

  it('has another hash when a single number changes', async () => {
    const other = smallBackbone(2);
    expect(await backboneHash(other)).not.toBe(await backboneHash(backbone));
    other.dispose();
    const bias = backboneToTensors(backbone).get('bn1.bias')!.data.slice() as Float32Array;
    bias[3] = 1e-30;
    const changed = backboneFromTensors(architecture, withTensors({ 'bn1.bias': fromFloat32(bias, [16]) }));
    expect(await backboneHash(changed)).not.toBe(await backboneHash(backbone));
    changed.dispose();
  });

  it.each(['module.', 'model.', 'backbone.', 'module.encoder_q.', '_orig_mod.module.'])(
    "is found under the prefix '%s', and what was left out is reported",
    (prefix) => {
      const own = backboneToTensors(backbone);
      const tensors = new Map([...own].map(([name, tensor]) => [prefix + name, tensor]));
      tensors.set(`${prefix}fc.weight`, zeros(10, 128)).set(`${prefix}bn1.num_batches_tracked`, zeros());
      tensors.set('decode_head.weight', zeros(2));
      expect(selectBackbone(architecture, tensors)).toEqual({
        tensors: own,
        prefix,
        leftOut: [`${prefix}fc.weight`, `${prefix}bn1.num_batches_tracked`, 'decode_head.weight'],
      });
    },
  );

  it('is refused where a file holds two copies of the network', () => {
    const own = [...backboneToTensors(backbone)];
    const both = new Map(
      own.flatMap(([name, tensor]) => [
        [`model.${name}`, tensor] as const,
        [`model_ema.${name}`, tensor] as const,
      ]),
    );
    expect(() => backboneFromTensors(architecture, both, 'run.pth')).toThrow(
      /^run\.pth: the file holds the same network more than once.*'model\.', 'model_ema\.'/,
    );
  });

  it('may hold half floats', () => {
    const half = fromFloat32(new Float32Array(16).fill(0.5), [16], 'float16');
    const read = backboneFromTensors(architecture, withTensors({ 'bn1.weight': half }));
    expect([...read.weights.get('bn1.weight')!.dataSync()]).toEqual(new Array(16).fill(0.5));
    read.dispose();
  });

  it('is refused with an unknown layer or a kernel in another layout, and leaks no tensor', () => {
    const before = tf.memory().numTensors;
    const read = (extra: Record<string, TensorData>) => () =>
      backboneFromTensors(architecture, withTensors(extra), 'w.pth');
    expect(read({ 'layer5.weight': zeros(3) })).toThrow(MismatchError);
    expect(read({ 'layer5.weight': zeros(3) })).toThrow(/^w\.pth: .*unexpected 1: layer5\.weight/);
    // HWIO where OIHW belongs.
    expect(read({ 'conv1.weight': zeros(3, 3, 3, 16) })).toThrow(
      /conv1\.weight \[3, 3, 3, 16\] instead of \[16, 3, 3, 3\]/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
