import { dispose, mul, sum, type Tensor, type Variable, variable } from '@tensorflow/tfjs-core';
import { valueAndGradients } from '../autodiff/value-and-gradients.js';
import { values } from './values.js';

export type Arrays = Record<string, Float32Array>;

/** y = f(inputs) and the gradients of Σ y·w with w = values(shape of y, 99), as scripts/references/ops.py does. */
export function gradientsOf(
  f: (inputs: never) => Tensor,
  inputs: Readonly<Record<string, Tensor>>,
): { shape: number[]; y: Float32Array; gradients: Arrays } {
  const variables: Record<string, Variable> = {};
  for (const [name, tensor] of Object.entries(inputs)) variables[name] = variable(tensor, true);
  const list = Object.values(variables);
  const result = valueAndGradients(() => {
    const y = f(variables as never);
    return { loss: sum(mul(y, values(y.shape, 99))), outputs: y };
  }, list);
  const gradients: Arrays = {};
  for (const [name, { name: id }] of Object.entries(variables)) {
    const gradient = result.gradients.get(id);
    if (gradient) gradients[name] = gradient.dataSync() as Float32Array;
  }
  const y = result.outputs.dataSync() as Float32Array;
  const { shape } = result.outputs;
  dispose([result.loss, result.outputs, ...result.gradients.values(), ...Object.values(inputs)]);
  for (const v of list) v.dispose();
  return { shape, y, gradients };
}
