import * as tf from '@tensorflow/tfjs-core';
import { formulaValues, sampleIndices } from '@ftn/reliability';

/** What scripts/references/biggan.py writes of one tensor, in PyTorch's layout. */
export interface Description {
  readonly shape: number[];
  readonly mean: number;
  readonly std: number;
  readonly maximum: number;
  readonly samples: number[];
}

/** A tensor in memory from values in PyTorch's layout: four axes are permuted, the rest is as it is. */
function fromTorch(values: Float32Array, shape: readonly number[], axes: number[]): tf.Tensor {
  return tf.tidy(() => {
    const torch = tf.tensor(values, [...shape]);
    return shape.length === 4 ? tf.transpose(torch, axes) : torch;
  });
}

const rules: Record<string, (v: number) => number> = {
  gain: (v) => 1 + 0.25 * v,
  stored_var: (v) => 1 + 0.5 * v,
  stored_mean: (v) => 0.3 * v,
  bias: (v) => 0.3 * v,
  gamma: () => 0.7,
  sv0: () => 1,
};

/** A weight by its name and its shape in memory, as the script's `weight`. */
function formulaWeight(name: string, memoryShape: readonly number[]): tf.Tensor {
  const [h, w, input, output] = memoryShape;
  const shape = memoryShape.length === 4 ? [output!, input!, h!, w!] : [...memoryShape];
  const size = shape.reduce((n, length) => n * length, 1);
  const part = name.slice(name.lastIndexOf('.') + 1);
  let rule = rules[part] ?? ((v: number) => v);
  if (name === 'shared.weight' || name === 'embed.weight') rule = (v) => 1.5 * v;
  else if (part === 'weight') {
    const bound = Math.sqrt(3 / (size / shape[0]!));
    rule = (v) => v * bound;
  }
  return fromTorch(Float32Array.from(formulaValues(name, size), rule), shape, [2, 3, 1, 0]);
}

/** Weights of the formula for names and shapes in memory. */
export function formulaWeights(shapes: ReadonlyMap<string, readonly number[]>): Map<string, tf.Tensor> {
  return new Map([...shapes].map(([name, shape]) => [name, formulaWeight(name, shape)]));
}

/** Numbers of unit variance by name, NCHW in the script and NHWC here. */
export function normalValues(name: string, torchShape: readonly number[], factor = 1): tf.Tensor {
  const size = torchShape.reduce((n, length) => n * length, 1);
  const values = Float32Array.from(formulaValues(name, size), (v) => Math.fround(v * Math.sqrt(3)) * factor);
  return fromTorch(values, torchShape, [0, 2, 3, 1]);
}

/** The weights of a loss over a tensor of this shape in memory. */
export function upstream(name: string, shape: readonly number[]): tf.Tensor {
  const [n, h, w, c] = shape;
  const torch = shape.length === 4 ? [n!, c!, h!, w!] : [...shape];
  const size = torch.reduce((all, length) => all * length, 1);
  return fromTorch(Float32Array.from(formulaValues(name, size)), torch, [0, 2, 3, 1]);
}

/** The flat index in NHWC of a flat index in NCHW, for the NCHW shape. */
function channelsLast(index: number, [, channels, height, width]: readonly number[]): number {
  const pixels = height! * width!;
  const c = Math.floor(index / pixels) % channels!;
  const n = Math.floor(index / (pixels * channels!));
  return (n * pixels + (index % pixels)) * channels! + c;
}

/** The largest difference from the description, relative to its largest value: samples, mean and deviation. */
export function differenceFrom(name: string, tensor: tf.Tensor, expected: Description): number {
  const values = tensor.dataSync<'float32'>();
  const { shape, samples, maximum } = expected;
  if (values.length !== shape.reduce((n, length) => n * length, 1)) return Number.POSITIVE_INFINITY;
  let worst = 0;
  sampleIndices(name, values.length, samples.length).forEach((index, i) => {
    const got = values[shape.length === 4 ? channelsLast(index, shape) : index]!;
    worst = Math.max(worst, Math.abs(got - samples[i]!));
  });
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  return Math.max(worst, Math.abs(mean - expected.mean), Math.abs(std - expected.std)) / maximum;
}
