import { mul, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { type Attribute, float32, int32, type NativeBackend } from '../native-backend.js';
import { total } from './total.js';

const attributes: readonly Attribute[] = [float32('T'), int32('Tlabels')];

/**
 * The sum of the losses of the rows that count, and softmax(logits) − t for all: one pass over the logits where the
 * portable form takes ten, which shows where every pixel is a row.
 */
export function nativeCrossEntropy(
  native: NativeBackend,
  logits: Tensor2D,
  labels: Tensor1D,
  mask: Tensor1D | null,
): { sum: Tensor; difference: Tensor } {
  const [losses, difference] = native.executeMultipleOutputs(
    'SparseSoftmaxCrossEntropyWithLogits',
    attributes,
    [logits, labels],
    2,
  ) as [Tensor, Tensor];
  return { sum: total(mask ? mul(losses, mask) : losses), difference };
}
