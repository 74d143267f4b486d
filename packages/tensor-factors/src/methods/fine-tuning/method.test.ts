import { MismatchError } from '@ftn/errors';
import type { ConvLayer } from '@ftn/layers';
import { RandomStream } from '@ftn/random';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { fineTuning } from '../../index.js';

const layer: ConvLayer = {
  kind: 'conv',
  name: 'conv1',
  kernel: [3, 3],
  inChannels: 2,
  outChannels: 3,
  stride: 2,
  padding: 1,
  dilation: 1,
};
const plan = fineTuning().convolution(layer)!;

describe('a fine-tuned layer', () => {
  it('owns a copy: training or disposing it leaves the shared kernel alone', () => {
    const base = tf.ones([3, 3, 2, 3]) as tf.Tensor4D;
    const parametrization = plan.create(base, new RandomStream(0));
    expect(plan.count).toBe(54);
    expect(parametrization.norm(base)).toBe(0);
    parametrization.trainable.get('weight')!.assign(tf.fill([3, 3, 2, 3], 2));
    expect(parametrization.norm(base)).toBeCloseTo(Math.sqrt(54), 4);
    expect(base.dataSync()).toEqual(new Float32Array(54).fill(1));
    parametrization.dispose();
    expect(base.dataSync()[0]).toBe(1);
  });

  it('refuses the kernel of another layer', () => {
    const restore = (shape: number[]) => () => plan.restore(new Map([['weight', tf.zeros(shape)]]));
    expect(restore([3, 3, 2, 4])).toThrow(MismatchError);
    expect(restore([3, 3, 2, 4])).toThrow(/'conv1\.weight' has the wrong shape: expected \[3, 3, 2, 3\]/);
    expect(restore([3, 3, 2, 3])).not.toThrow();
  });
});
