import { DepthError } from '@ftn/metrics';
import { maskedL1 } from '@ftn/ops';
import { mul, type Scalar, tensor } from '@tensorflow/tfjs-core';
import { type DenseTask, mapOf } from './dense-task.js';
import type { DenseProtocol } from './protocols.js';

/** Depth: mean absolute difference where the depth is known; RMSE over all known pixels, in metres. */
export function depthTask({ weights }: DenseProtocol): DenseTask {
  return {
    name: 'depth',
    key: 'depth',
    outputs: ['metres'],
    headOptions: { unit: false },
    metric: { name: 'RMSE', better: 'lower' },
    loss(output, batch) {
      const { data, shape } = mapOf(batch, 'depth');
      const known = tensor(
        Uint8Array.from(data, (metres) => (metres === 0 ? 0 : 1)),
        [...shape],
        'bool',
      );
      return mul(maskedL1(output, tensor(data, [...shape]), known), weights.depth) as Scalar;
    },
    predict: (output) => output,
    meter() {
      const error = new DepthError();
      return {
        // One image a call: the meter also knows means of images.
        update(prediction, batch) {
          const { data, shape } = mapOf(batch, 'depth');
          const size = data.length / shape[0]!;
          for (let i = 0; i < data.length; i += size) {
            error.update((prediction as Float32Array).subarray(i, i + size), data.subarray(i, i + size));
          }
        },
        result() {
          const { rmse, rmseBy, absolute, relative } = error.result();
          return { RMSE: rmse, RMSEPerImage: rmseBy['per-image'], RMSERcm: rmseBy.rcm, absolute, relative };
        },
      };
    },
  };
}
