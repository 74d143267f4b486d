import type { Batch } from '@ftn/datasets';
import { crossEntropy } from '@ftn/ops';
import { type Tensor2D, tensor1d } from '@tensorflow/tfjs-core';
import type { Task } from './task.js';

/** Mean cross entropy of the logits, N×classes. */
export const classification: Task<Batch> = {
  name: 'classification',
  loss: (output, { labels }) => crossEntropy(output as Tensor2D, tensor1d(labels, 'int32')),
};
