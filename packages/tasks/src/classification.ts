import { Accuracy, CalibrationError, highestLogit, metricOf, softmaxOf } from '@ftn/metrics';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { type ClassLoss, classLoss } from './class-loss.js';
import { targetOf } from './target-of.js';
import type { Task } from './task.js';

/** Classification: mean cross entropy of the logits, N×classes; top-1 accuracy, in percent. */
export function classificationTask(classes: readonly string[], settings: ClassLoss = {}): Task {
  return {
    name: 'classification',
    classLoss: settings,
    outputs: classes,
    head: { kind: 'linear', options: {} },
    targets: ['label'],
    metric: metricOf('accuracy'),
    loss: (output, batch) => classLoss(output as Tensor2D, batch, settings),
    predict: (output) => output,
    meter() {
      const accuracy = new Accuracy({ classes: classes.length });
      const calibration = new CalibrationError({ classes: classes.length });
      return {
        update(prediction, batch) {
          const { data } = targetOf(batch, 'label');
          accuracy.update(prediction as Float32Array, data);
          calibration.update(prediction as Float32Array, data);
        },
        result() {
          const { top1, top5, perClass, confusion } = accuracy.result();
          return {
            metrics: { accuracy: top1, top5 },
            perClass: perClass.map(({ count, correct }) => ({ count, correct })),
            confusion: { of: 'images', counts: [...confusion] },
            calibration: calibration.result(),
          };
        },
      };
    },
    decisions(prediction, batch) {
      const { data } = targetOf(batch, 'label');
      return Array.from(data, (truth, i) => {
        const at = i * classes.length;
        const predicted = highestLogit(prediction, at, classes.length);
        return { truth, predicted, confidence: softmaxOf(prediction, at, classes.length, predicted) };
      });
    },
  };
}
