import { OdsF } from '@ftn/metrics';
import { balancedCrossEntropy } from '@ftn/ops';
import { mul, type Scalar, sigmoid, tensor } from '@tensorflow/tfjs-core';
import { type DenseTask, mapOf } from './dense-task.js';
import type { DenseProtocol } from './protocols.js';

/** Edge detection: balanced cross entropy of one logit a pixel; odsF, in percent. */
export function edgeTask({ weights, edgePositiveWeight }: DenseProtocol): DenseTask {
  return {
    name: 'edge',
    key: 'edge',
    outputs: ['edge'],
    headOptions: { unit: false },
    metric: { name: 'odsF', better: 'higher' },
    loss(output, batch) {
      const { data, shape } = mapOf(batch, 'edge');
      const labels = tensor(data, [...shape]);
      const loss = balancedCrossEntropy(output, labels, { positiveWeight: edgePositiveWeight });
      return mul(loss, weights.edge) as Scalar;
    },
    predict: (output) => sigmoid(output),
    meter() {
      const ods = new OdsF();
      return {
        update(prediction, batch) {
          const { data, shape } = mapOf(batch, 'edge');
          const [, height, width] = shape as [number, number, number];
          const size = height * width;
          for (let i = 0; i < data.length; i += size) {
            const image = (of: Float32Array) => ({
              data: of.subarray(i, i + size),
              height,
              width,
              channels: 1,
            });
            ods.update(image(prediction as Float32Array), image(data));
          }
        },
        result() {
          const { ods: best, ois, ap } = ods.result();
          return { odsF: 100 * best.f, oisF: 100 * ois.f, AP: 100 * ap };
        },
      };
    },
  };
}
