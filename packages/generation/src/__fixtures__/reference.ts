// Numbers from names, as scripts/references/formula.py and biggan.py: no file of weights has to be kept.
import { type BigGanConfig, bigGanConfig } from '@ftn/backbones';
import { formulaValues, sampleIndices } from '@ftn/reliability';
import * as tf from '@tensorflow/tfjs-core';

/** What scripts/references/biggan.py writes of one tensor, in PyTorch's layout. */
export interface Description {
  readonly shape: number[];
  readonly mean: number;
  readonly std: number;
  readonly maximum: number;
  readonly samples: number[];
}

export const configOf = (config: object) => bigGanConfig(config as BigGanConfig);

const sizeOf = (shape: readonly number[]) => shape.reduce((n, length) => n * length, 1);

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

/** Weights of the formula for names and shapes in memory. */
export function formulaWeights(
  shapes: ReadonlyMap<string, readonly number[]>,
  prefix = '',
): Map<string, tf.Tensor> {
  const weights = [...shapes].map(([name, memory]): [string, tf.Tensor] => {
    const [h, w, input, output] = memory;
    const shape = memory.length === 4 ? [output!, input!, h!, w!] : [...memory];
    const part = name.slice(name.lastIndexOf('.') + 1);
    const bound = Math.sqrt(3 / (sizeOf(shape) / shape[0]!));
    const table = name === 'shared.weight' || name === 'embed.weight';
    const rule = rules[part] ?? (table ? (v) => 1.5 * v : part === 'weight' ? (v) => v * bound : (v) => v);
    const values = Float32Array.from(formulaValues(prefix + name, sizeOf(shape)), rule);
    return [name, fromTorch(values, shape, [2, 3, 1, 0])];
  });
  return new Map(weights);
}

/** A layer's factor of the script, rows × 2. */
export function formulaFactor(layer: string, part: string, rows: number): tf.Tensor2D {
  const scale = part === 'b' ? 0.5 : 1.2 / Math.sqrt(rows);
  return tf.tensor2d(Float32Array.from(formulaValues(`${layer}.${part}`, rows * 2), (v) => v * scale), [rows, 2]);
}

/** Numbers of unit variance by name, NCHW in the script and NHWC here. */
export function normalValues(name: string, torchShape: readonly number[], factor = 1): tf.Tensor {
  const values = Float32Array.from(
    formulaValues(name, sizeOf(torchShape)),
    (v) => Math.fround(v * Math.sqrt(3)) * factor,
  );
  return fromTorch(values, torchShape, [0, 2, 3, 1]);
}

/** The weights of a loss over images of this shape in memory. */
export function upstream(name: string, [n, h, w, c]: readonly number[]): tf.Tensor {
  const torch = [n!, c!, h!, w!];
  return fromTorch(Float32Array.from(formulaValues(name, sizeOf(torch))), torch, [0, 2, 3, 1]);
}

/** Where a flat index of PyTorch's layout is in memory: kernels are HWIO here, images NHWC. */
function inMemory(index: number, shape: readonly number[], kernel: boolean): number {
  if (shape.length !== 4) return index;
  const [, b, c, d] = shape as [number, number, number, number];
  const at = [Math.floor(index / (b * c * d)), Math.floor(index / (c * d)) % b, Math.floor(index / d) % c, index % d];
  const order = kernel ? [2, 3, 1, 0] : [0, 2, 3, 1];
  return order.reduce((flat, axis) => flat * shape[axis]! + at[axis]!, 0);
}

/** The largest difference from the description, relative to its largest value: samples, mean and deviation. */
export function differenceFrom(name: string, tensor: tf.Tensor, expected: Description): number {
  const values = tensor.dataSync<'float32'>();
  const { shape, samples, maximum } = expected;
  if (values.length !== sizeOf(shape)) return Number.POSITIVE_INFINITY;
  const places = sampleIndices(name, values.length, samples.length);
  let worst = 0;
  samples.forEach((sample, i) => {
    worst = Math.max(worst, Math.abs(values[inMemory(places[i]!, shape, name.endsWith('.weight'))]! - sample));
  });
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  return Math.max(worst, Math.abs(mean - expected.mean), Math.abs(std - expected.std)) / maximum;
}
