import { IGNORED_LABEL, type LabelConvention, MeanIoU, metricOf } from '@ftn/metrics';
import { crossEntropy } from '@ftn/ops';
import { argMax, mul, reshape, type Scalar, type Tensor2D, tensor1d } from '@tensorflow/tfjs-core';
import type { Decoder } from './decoder.js';
import type { DenseProtocol } from './protocols.js';
import { targetOf } from './target-of.js';
import type { Task } from './task.js';

/** Semantic segmentation: cross entropy of the pixels that have a class; mIoU over the named classes, in percent. */
export function semsegTask({ weights }: DenseProtocol, decoder: Decoder, classes: readonly string[]): Task {
  return {
    name: 'semseg',
    outputs: classes,
    head: { kind: 'deeplab', options: { ...decoder, unit: false } },
    targets: ['labels'],
    metric: metricOf('mIoU'),
    loss(output, batch) {
      const { data } = targetOf(batch, 'labels');
      const rows = reshape(output, [data.length, classes.length]) as Tensor2D;
      const loss = crossEntropy(rows, tensor1d(data, 'int32'), { ignoreIndex: IGNORED_LABEL });
      return mul(loss, weights.semseg) as Scalar;
    },
    predict: (output) => argMax(output, 3),
    meter() {
      // A class that neither truth nor prediction has counts as 0, as in the published evaluation.
      const convention: LabelConvention = {
        classes: classes.length,
        firstLabel: 0,
        ignore: [IGNORED_LABEL],
        absent: 'zero',
      };
      const iou = new MeanIoU(convention);
      return {
        update: (prediction, batch) => iou.update(prediction as Int32Array, targetOf(batch, 'labels').data),
        result() {
          const { mIoU, pixelAccuracy, meanAccuracy, confusion } = iou.result();
          const counts = [...confusion];
          return { metrics: { mIoU, pixelAccuracy, meanAccuracy }, confusion: { of: 'pixels', counts } };
        },
      };
    },
  };
}
