import { Accuracy, metricOf } from '@ftn/metrics';
import { crossEntropy } from '@ftn/ops';
import { type Tensor2D, tensor1d } from '@tensorflow/tfjs-core';
import { targetOf } from './target-of.js';
import type { Task } from './task.js';

/** Classification: mean cross entropy of the logits, N×classes; top-1 accuracy, in percent. */
export function classificationTask(classes: readonly string[]): Task {
  return {
    name: 'classification',
    outputs: classes,
    head: { kind: 'linear', options: {} },
    targets: ['label'],
    metric: metricOf('accuracy'),
    loss(output, batch) {
      const { data } = targetOf(batch, 'label');
      return crossEntropy(output as Tensor2D, tensor1d(data, 'int32'));
    },
    predict: (output) => output,
    meter() {
      const accuracy = new Accuracy({ classes: classes.length });
      return {
        update: (prediction, batch) =>
          accuracy.update(prediction as Float32Array, targetOf(batch, 'label').data),
        result() {
          const { top1, top5, perClass } = accuracy.result();
          return {
            metrics: { accuracy: top1, top5 },
            perClass: perClass.map(({ count, correct }) => ({ count, correct })),
          };
        },
      };
    },
  };
}
