import { MismatchError } from '@ftn/errors';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { StoredLayer } from '../layers/parametrization.js';

/** Checks that a stored layer has exactly the given names and returns its tensors by name, in that order. */
export function takeStored(
  layer: string,
  stored: StoredLayer,
  names: readonly string[],
): ReadonlyMap<string, Tensor> {
  const missing = names.filter((name) => !stored.has(name));
  const unexpected = [...stored.keys()].filter((name) => !names.includes(name));
  if (missing.length > 0 || unexpected.length > 0) {
    throw new MismatchError(`layer '${layer}' of the adapter does not hold the tensors its method needs`, {
      expected: names.join(', '),
      got: [...stored.keys()].join(', ') || 'nothing',
      hint: 'The file was written for another method or other modes; check adapter.json.',
    });
  }
  return new Map(names.map((name) => [name, stored.get(name)!]));
}

/** In an expected shape, a length the file decides: any from 1. */
export const anyLength = -1;

/** Checks a stored tensor's shape. */
export function expectShape(layer: string, name: string, tensor: Tensor, shape: readonly number[]): void {
  const fits = (got: number, expected: number) => (expected === anyLength ? got > 0 : got === expected);
  if (tensor.shape.length === shape.length && tensor.shape.every((length, i) => fits(length, shape[i]!)))
    return;
  throw new MismatchError(`'${layer}.${name}' has the wrong shape`, {
    expected: `[${shape.map((length) => (length === anyLength ? 'R' : length)).join(', ')}]`,
    got: `[${tensor.shape.join(', ')}]`,
    hint: 'The adapter belongs to another backbone.',
  });
}
