import type { Batch } from '@ftn/datasets';
import {
  type EdgePrediction,
  type EdgeScores,
  edgeProtocols,
  edgeTolerance,
  type Image,
  metricOf,
  OdsF,
} from '@ftn/metrics';
import { balancedCrossEntropy } from '@ftn/ops';
import { mul, type Scalar, sigmoid, tensor } from '@tensorflow/tfjs-core';
import type { Decoder } from './decoder.js';
import type { DenseProtocol } from './protocols.js';
import { targetOf } from './target-of.js';
import type { Measurement, Prediction, Task } from './task.js';

/** One image of an edge batch, predicted and true. */
export interface EdgeImage {
  readonly prediction: EdgePrediction;
  readonly truth: Image;
}

/** The images of a batch with what was predicted of each. */
export function* edgeImages(prediction: Prediction, batch: Batch): Generator<EdgeImage> {
  const { data, shape } = targetOf(batch, 'edge');
  const [, height, width] = shape as [number, number, number];
  const size = height * width;
  for (let at = 0; at < data.length; at += size) {
    const image = (of: Float32Array) => ({ data: of.subarray(at, at + size), height, width, channels: 1 });
    yield { prediction: image(prediction as Float32Array), truth: image(data) };
  }
}

/** The scores of edges by name, in percent; `threshold` is that of the best F over the set. */
export function edgeMeasurement({ ods, ois, ap }: Pick<EdgeScores, 'ods' | 'ois' | 'ap'>): Measurement {
  return { metrics: { odsF: 100 * ods.f, oisF: 100 * ois.f, AP: 100 * ap, threshold: ods.threshold } };
}

/** Edge detection: balanced cross entropy of one logit a pixel; odsF, in percent. */
export function edgeTask({ weights, edgePositiveWeight }: DenseProtocol, decoder: Decoder): Task {
  return {
    name: 'edge',
    outputs: ['edge'],
    head: { kind: 'deeplab', options: { ...decoder, unit: false } },
    targets: ['edge'],
    metric: metricOf('odsF'),
    loss(output, batch) {
      const { data, shape } = targetOf(batch, 'edge');
      const labels = tensor(data, [...shape]);
      const loss = balancedCrossEntropy(output, labels, { positiveWeight: edgePositiveWeight });
      return mul(loss, weights.edge) as Scalar;
    },
    predict: (output) => sigmoid(output),
    requireSize({ height, width }) {
      edgeTolerance(edgeProtocols.nyud, height, width);
    },
    meter() {
      const scores = new OdsF(edgeProtocols.nyud);
      return {
        update(prediction, batch) {
          for (const { prediction: one, truth } of edgeImages(prediction, batch)) scores.update(one, truth);
        },
        result: () => edgeMeasurement(scores.result()),
      };
    },
  };
}
