import { valueAndGradients } from '@ftn/ops';
import * as tf from '@tensorflow/tfjs-core';
import { formulaValues } from '@ftn/reliability';
import { formulaWeight } from '../../__fixtures__/formula.js';
import { type Features, type HeadArchitecture, headNetwork, headTensors } from '../../index.js';

/** NHWC from values in PyTorch's NCHW. */
export function imageFrom(values: ArrayLike<number>, [n, c, h, w]: readonly number[]): tf.Tensor4D {
  return tf.tidy(() => {
    const torch = tf.tensor4d(Float32Array.from(values), [n!, c!, h!, w!]);
    return tf.transpose(torch, [0, 2, 3, 1]);
  });
}

/** Every tensor of the head by the formula, in memory layout. */
function formulaHead(head: HeadArchitecture): Map<string, tf.Variable> {
  return new Map(
    headTensors(head).map(({ name, shape }) => [
      name,
      tf.tidy(() => {
        const torch = shape.length === 4 ? [3, 2, 0, 1].map((axis) => shape[axis]!) : [...shape];
        const value = tf.tensor(formulaWeight(name, torch), torch);
        return tf.variable(shape.length === 4 ? tf.transpose(value, [2, 3, 1, 0]) : value);
      }),
    ]),
  );
}

/**
 * The head's output over `features` of the inputs, and the gradients of Σ output·w by the formula with respect to
 * every input and parameter; batch statistics, in training, by `<layer>.running_mean` and so on after one update.
 */
export function runHead(
  head: HeadArchitecture,
  inputs: Readonly<Record<string, tf.Tensor4D>>,
  features: (inputs: Readonly<Record<string, tf.Tensor4D>>) => Features,
  image: readonly [number, number],
  mode: 'train' | 'eval',
): Map<string, tf.Tensor> {
  const tensors = formulaHead(head);
  const variables = new Map(Object.entries(inputs).map(([name, value]) => [name, tf.variable(value)]));
  const parameters = headTensors(head).filter((spec) => spec.trainable);
  const all = new Map([...variables, ...parameters.map(({ name }) => [name, tensors.get(name)!] as const)]);
  const results = valueAndGradients<Record<string, tf.Tensor>>(
    () => {
      const outputs: Record<string, tf.Tensor> = {};
      const network = headNetwork(
        head,
        (name) => tensors.get(name)!,
        mode,
        (layer, { mean, variance }) => {
          for (const [part, batch] of Object.entries({ running_mean: mean, running_var: variance })) {
            const running = tensors.get(`${layer}.${part}`)!;
            outputs[`${layer}.${part}`] = tf.add(tf.mul(running, 0.9), tf.mul(batch, 0.1));
          }
        },
      );
      const maps = features(Object.fromEntries(variables) as never);
      const output = head.forward(network, maps, image) as tf.Tensor4D;
      const torch = tf.transpose(output, [0, 3, 1, 2]);
      const weight = tf.tensor(Float32Array.from(formulaValues('gradient', output.size)), torch.shape);
      return { loss: tf.sum(tf.mul(torch, weight)), outputs: { ...outputs, output } };
    },
    [...all.values()],
  );
  const found = new Map<string, tf.Tensor>(Object.entries(results.outputs));
  for (const [name, { name: id }] of all) found.set(name, results.gradients.get(id)!);
  results.loss.dispose();
  tf.dispose([...tensors.values(), ...variables.values()]);
  return found;
}
