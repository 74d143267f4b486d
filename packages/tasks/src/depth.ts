import { DepthError, metricOf } from '@ftn/metrics';
import { maskedL1 } from '@ftn/ops';
import { mul, type Scalar, tensor } from '@tensorflow/tfjs-core';
import type { Decoder } from './decoder.js';
import type { DenseProtocol } from './protocols.js';
import { targetOf } from './target-of.js';
import type { Task } from './task.js';

/** Depth: mean absolute difference where the depth is known; RMSE over all known pixels, in metres. */
export function depthTask({ weights }: DenseProtocol, decoder: Decoder): Task {
  return {
    name: 'depth',
    outputs: ['metres'],
    head: { kind: 'deeplab', options: { ...decoder, unit: false } },
    targets: ['depth'],
    metric: metricOf('RMSE'),
    loss(output, batch) {
      const { data, shape } = targetOf(batch, 'depth');
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
          const { data, shape } = targetOf(batch, 'depth');
          const size = data.length / shape[0]!;
          for (let i = 0; i < data.length; i += size) {
            error.update((prediction as Float32Array).subarray(i, i + size), data.subarray(i, i + size));
          }
        },
        result() {
          const { rmse, rmseBy, absolute, relative } = error.result();
          const others = { RMSEPerImage: rmseBy['per-image'], RMSERcm: rmseBy.rcm, absolute, relative };
          return { metrics: { RMSE: rmse, ...others } };
        },
      };
    },
  };
}
