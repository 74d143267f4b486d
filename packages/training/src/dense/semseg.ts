import { IGNORED } from '@ftn/datasets';
import { type LabelConvention, MeanIoU } from '@ftn/metrics';
import { crossEntropy } from '@ftn/ops';
import { argMax, mul, reshape, type Scalar, type Tensor2D, tensor1d } from '@tensorflow/tfjs-core';
import { type DenseTask, mapOf } from './dense-task.js';
import type { DenseProtocol } from './protocols.js';

/** Semantic segmentation: cross entropy of the pixels that have a class; mIoU over the named classes, in percent. */
export function semsegTask({ weights }: DenseProtocol, classes: readonly string[]): DenseTask {
  return {
    name: 'semseg',
    key: 'labels',
    outputs: classes,
    headOptions: { unit: false },
    metric: { name: 'mIoU', better: 'higher' },
    loss(output, batch) {
      const { data } = mapOf(batch, 'labels');
      const rows = reshape(output, [data.length, classes.length]) as Tensor2D;
      const loss = crossEntropy(rows, tensor1d(data, 'int32'), { ignoreIndex: IGNORED });
      return mul(loss, weights.semseg) as Scalar;
    },
    predict: (output) => argMax(output, 3),
    meter() {
      // A class that neither truth nor prediction has counts as 0, as in the published evaluation.
      const convention: LabelConvention = {
        classes: classes.length,
        firstLabel: 0,
        ignore: [IGNORED],
        absent: 'zero',
      };
      const iou = new MeanIoU(convention);
      return {
        update: (prediction, batch) => iou.update(prediction as Int32Array, mapOf(batch, 'labels').data),
        result() {
          const { mIoU, pixelAccuracy, meanAccuracy } = iou.result();
          return { mIoU, pixelAccuracy, meanAccuracy };
        },
      };
    },
  };
}
