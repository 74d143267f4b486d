import type { RandomStream } from '@ftn/random';
import { orthogonalColumns } from '@ftn/random';
import { ones, type Tensor, tensor, zeros } from '@tensorflow/tfjs-core';
import type { Weights } from '../weights/initial-weights.js';
import type { BigGanLayers } from './layer-list.js';
import { parameterShapes, spectralShapes, statisticsShapes } from './weight-shapes.js';

/** `orthogonal`: rows of every weight as an outputs × inputs matrix. `normal`: deviation 0.02. */
export type BigGanInit = 'orthogonal' | 'normal';

const elements = (shape: readonly number[]) => shape.reduce((n, size) => n * size, 1);

function weight(shape: readonly number[], init: BigGanInit, random: RandomStream): Tensor {
  const size = elements(shape);
  if (init === 'normal') return tensor(random.normals(size, 0.02), [...shape]);
  if (shape.length === 4) {
    const outputs = shape[3]!;
    return tensor(orthogonalColumns(size / outputs, outputs, random), [...shape]);
  }
  return tensor(orthogonalColumns(shape[0]!, size / shape[0]!, random), [...shape]);
}

/**
 * Weights for training from nothing: weights as `init` says, biases 0, norms at scale 1 and offset 0, attentions shut
 * (γ = 0), statistics of unit variance, spectral vectors normal.
 */
export function initialBigGanWeights(
  layers: BigGanLayers,
  random: RandomStream,
  init: BigGanInit = 'orthogonal',
): Weights {
  const weights = new Map<string, Tensor>();
  for (const [name, shape] of parameterShapes(layers)) {
    if (name.endsWith('.weight')) weights.set(name, weight(shape, init, random));
    else weights.set(name, name.endsWith('.gain') ? ones([...shape]) : zeros([...shape]));
  }
  for (const [name, shape] of statisticsShapes(layers)) {
    weights.set(name, name.endsWith('_var') ? ones([...shape]) : zeros([...shape]));
  }
  for (const [name, shape] of spectralShapes(layers)) {
    weights.set(name, name.endsWith('.u0') ? tensor(random.normals(elements(shape)), [...shape]) : ones([1]));
  }
  return weights;
}
