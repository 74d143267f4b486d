import { metricOf, NormalError } from '@ftn/metrics';
import { maskedL1 } from '@ftn/ops';
import { mul, type Scalar, tensor } from '@tensorflow/tfjs-core';
import type { Decoder } from './decoder.js';
import type { DenseProtocol } from './protocols.js';
import { targetOf } from './target-of.js';
import type { Task } from './task.js';

/** Which numbers belong to pixels whose normal is known, 1 or 0. */
function known(normals: Float32Array): Uint8Array {
  const mask = new Uint8Array(normals.length);
  for (let i = 0; i < normals.length; i += 3) {
    if (normals[i] === 0 && normals[i + 1] === 0 && normals[i + 2] === 0) continue;
    mask.fill(1, i, i + 3);
  }
  return mask;
}

/** Surface normals: mean absolute difference of the components of unit vectors; the mean angle, in degrees. */
export function normalsTask({ weights }: DenseProtocol, decoder: Decoder): Task {
  return {
    name: 'normals',
    outputs: ['x', 'y', 'z'],
    head: { kind: 'deeplab', options: { ...decoder, unit: true } },
    targets: ['normals'],
    metric: metricOf('mErr'),
    loss(output, batch) {
      const { data, shape } = targetOf(batch, 'normals');
      const mask = tensor(known(data), [...shape], 'bool');
      return mul(maskedL1(output, tensor(data, [...shape]), mask), weights.normals) as Scalar;
    },
    predict: (output) => output,
    meter() {
      const error = new NormalError();
      return {
        update: (prediction, batch) =>
          error.update(prediction as Float32Array, targetOf(batch, 'normals').data),
        result() {
          const { mean, median, rmse, under11, under22, under30 } = error.result();
          return { metrics: { mErr: mean, median, angleRMSE: rmse, under11, under22, under30 } };
        },
      };
    },
  };
}
