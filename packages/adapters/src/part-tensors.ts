import type { ParameterGroup } from '@ftn/tensor-factors';
import type { Tensor, Tensor1D, Variable } from '@tensorflow/tfjs-core';
import type { DomainParts } from './domain-parts.js';

/** A trainable variable with the name it has in files and the group its optimizer is chosen by. */
export interface Parameter {
  readonly name: string;
  readonly group: ParameterGroup;
  readonly variable: Variable;
}

/** Modules with tensors: all of a domain's, or those that several domains share. */
export type Parts = Pick<DomainParts, 'parametrizations' | 'batchNorms' | 'statistics'> &
  Partial<DomainParts>;

/** Everything trainable, in a fixed order, by the names files use. */
export function parametersOf({ parametrizations, batchNorms, policies, head }: Parts): Parameter[] {
  const parameters: Parameter[] = [];
  for (const [layer, parametrization] of parametrizations) {
    for (const [part, variable] of parametrization.trainable) {
      parameters.push({ name: `${layer}.${part}`, group: parametrization.group(part), variable });
    }
  }
  for (const [block, { group, trainable }] of policies ?? []) {
    for (const [part, variable] of trainable) parameters.push({ name: `${block}.${part}`, group, variable });
  }
  for (const [layer, { scale, offset }] of batchNorms) {
    parameters.push({ name: `${layer}.weight`, group: 'batch-norm', variable: scale });
    parameters.push({ name: `${layer}.bias`, group: 'batch-norm', variable: offset });
  }
  for (const [name, variable] of head?.trainable ?? []) parameters.push({ name, group: 'head', variable });
  return parameters;
}

/** The layers whose running statistics the parts keep. */
const normalised = ({ batchNorms, head }: Parts) => [
  ...batchNorms.keys(),
  ...(head?.batchNorms ?? []).map(({ name }) => name),
];

/** Every tensor training changes: parameters and running statistics. */
export function stateOf(parts: Parts): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const { name, variable } of parametersOf(parts)) tensors.set(name, variable);
  for (const layer of normalised(parts)) {
    const { mean, variance } = parts.statistics.get(layer);
    tensors.set(`${layer}.running_mean`, mean).set(`${layer}.running_var`, variance);
  }
  return tensors;
}

/** Puts copies of the tensors of `stateOf` into the parts. */
export function assignState(parts: Parts, values: ReadonlyMap<string, Tensor>): void {
  for (const { name, variable } of parametersOf(parts)) {
    const value = values.get(name)!;
    // A variable given its own tensor would release it first.
    if (value !== variable) variable.assign(value);
  }
  parts.statistics.set((layer) => ({
    mean: values.get(`${layer}.running_mean`) as Tensor1D,
    variance: values.get(`${layer}.running_var`) as Tensor1D,
  }));
}
