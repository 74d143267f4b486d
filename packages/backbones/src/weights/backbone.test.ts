import { MismatchError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Backbone, createArchitecture, initialWeights, type Weights } from '../index.js';

const architecture = createArchitecture('resnet10-small');
const fresh = () => new Map(initialWeights(architecture, new RandomStream(1)));

function refusal(weights: Weights): Error {
  try {
    new Backbone(architecture, weights, 'w.safetensors');
  } catch (error) {
    return error as Error;
  } finally {
    for (const tensor of weights.values()) tensor.dispose();
  }
  throw new Error('the weights were accepted');
}

describe('Backbone', () => {
  it('refuses weights with a missing, unexpected or misshapen tensor, and names file and tensor', () => {
    const missing = fresh();
    missing.get('layer2.0.conv1.weight')!.dispose();
    missing.delete('layer2.0.conv1.weight');
    expect(refusal(missing)).toBeInstanceOf(MismatchError);
    expect(refusal(fresh().set('layer9.weight', tf.zeros([1]))).message).toMatch(
      /^w\.safetensors: these are not the weights of resnet10-small \(unexpected 1: layer9\.weight\)/,
    );
    const misshapen = fresh();
    misshapen.get('bn1.bias')!.dispose();
    expect(refusal(misshapen.set('bn1.bias', tf.zeros([17]))).message).toMatch(
      /bn1\.bias \[17\] instead of \[16\]/,
    );
  });

  it('survives an enclosing tidy and frees everything on dispose', () => {
    const before = tf.memory().numTensors;
    let backbone!: Backbone;
    tf.tidy(() => {
      backbone = Backbone.random(architecture, new RandomStream(1));
    });
    const x = tf.zeros([1, 32, 32, 3]) as tf.Tensor4D;
    const layer4 = tf.tidy(() => backbone.forward(x).layer4!);
    expect(layer4.shape).toEqual([1, 2, 2, 128]);
    tf.dispose([x, layer4]);
    backbone.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('initialWeights', () => {
  it('draws kernels with deviation √(2 / (K²·C_out)) and unit batch norms, the same for the same seed', () => {
    const weights = fresh();
    const kernel = weights.get('layer4.0.conv2.weight')!.dataSync<'float32'>();
    const deviation = Math.sqrt(kernel.reduce((sum, v) => sum + v * v, 0) / kernel.length);
    // 147,456 values: the deviation's own deviation is 0.2 %.
    expect(Math.abs(deviation / Math.sqrt(2 / (9 * 128)) - 1)).toBeLessThan(0.01);
    expect([...weights.get('bn1.weight')!.dataSync()]).toEqual(new Array(16).fill(1));
    const again = fresh();
    expect(again.get('conv1.weight')!.dataSync()).toEqual(weights.get('conv1.weight')!.dataSync());
    tf.dispose([...weights.values(), ...again.values()]);
  });
});
