import { globalAveragePool } from '@ftn/ops';
import * as tf from '@tensorflow/tfjs-core';
import { formulaValues, sampleIndices } from '@ftn/reliability';
import { formulaWeight } from '../../__fixtures__/formula.js';
import { Backbone, createArchitecture, weightShapes } from '../../index.js';

/** What scripts/references/resnet.py writes of one tensor, in PyTorch's layout. */
export interface Description {
  readonly shape: number[];
  readonly mean: number;
  readonly std: number;
  readonly maximum: number;
  readonly float32Error: number;
  readonly samples: number[];
}

export interface Reference {
  readonly backbone: string;
  readonly input: string;
  readonly size: number;
  readonly batch: number;
  readonly outputStride: number;
  readonly modes: { readonly [mode: string]: { readonly [tensor: string]: Description } };
}

/** The flat index in NHWC of a flat index in NCHW, for the NCHW shape. */
function channelsLast(index: number, [, channels, height, width]: readonly number[]): number {
  const pixels = height! * width!;
  const c = Math.floor(index / pixels) % channels!;
  const n = Math.floor(index / (pixels * channels!));
  return (n * pixels + (index % pixels)) * channels! + c;
}

/** A tensor in memory from values in PyTorch's layout: four axes are permuted, the rest is as it is. */
function fromTorch(values: Float32Array, shape: readonly number[], axes: number[]): tf.Tensor {
  return tf.tidy(() => {
    const torch = tf.tensor(values, [...shape]);
    return shape.length === 4 ? tf.transpose(torch, axes) : torch;
  });
}

/** The backbone of a reference with the weights of the formula. */
export function formulaBackbone(name: string, outputStride: number): Backbone {
  const architecture = createArchitecture(name, { outputStride });
  const weights = new Map<string, tf.Tensor>();
  for (const [key, shape] of weightShapes(architecture)) {
    const torch = shape.length === 4 ? [shape[3]!, shape[2]!, shape[0]!, shape[1]!] : [...shape];
    weights.set(key, fromTorch(formulaWeight(key, torch), torch, [2, 3, 1, 0]));
  }
  return new Backbone(architecture, weights);
}

/** Every stage's features, the pooled features and the gradient of the input for a reference's picture. */
export function runReference(backbone: Backbone, reference: Reference, mode: 'train' | 'eval') {
  const { size, batch } = reference;
  const torch = [batch, 3, size, size];
  const noise = Float32Array.from(formulaValues(reference.input, batch * 3 * size * size), (v) => v * Math.sqrt(3));
  const x = fromTorch(noise, torch, [0, 2, 3, 1]) as tf.Tensor4D;
  const outputs: Record<string, tf.Tensor> = {};
  const loss = (image: tf.Tensor) => {
    const features = backbone.forward(image as tf.Tensor4D, mode);
    const pooled = globalAveragePool(features.layer4!);
    for (const [name, value] of Object.entries({ ...features, pooled })) outputs[name] = tf.keep(value);
    const weight = tf.tensor(Float32Array.from(formulaValues('gradient', pooled.size)), pooled.shape);
    return tf.sum(tf.mul(pooled, weight)) as tf.Scalar;
  };
  outputs.inputGradient = tf.tidy(() => tf.grad(loss)(x));
  x.dispose();
  return outputs;
}

/** The largest difference of a tensor from its description, relative to its largest value: samples, mean and deviation. */
export function differenceFrom(name: string, tensor: tf.Tensor, reference: Description): number {
  const values = tensor.dataSync<'float32'>();
  const { samples, shape, maximum } = reference;
  let worst = 0;
  sampleIndices(name, values.length, samples.length).forEach((index, i) => {
    const got = values[shape.length === 4 ? channelsLast(index, shape) : index]!;
    worst = Math.max(worst, Math.abs(got - samples[i]!));
  });
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  return Math.max(worst, Math.abs(mean - reference.mean), Math.abs(std - reference.std)) / maximum;
}
