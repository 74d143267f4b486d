import type { Tensor4D } from '@tensorflow/tfjs-core';
import { isRecording } from '../autodiff/tape.js';
import { checkShape } from '../check.js';
import { conv2d } from '../conv2d/conv2d.js';
import { type ConvOptions, convGeometry } from '../conv2d/geometry.js';
import { kernelBackend } from '../kernels.js';
import { lastUse } from '../last-use.js';
import { type BatchNormParameters, batchNorm } from './batch-norm.js';
import { type BatchNormOptions, checkBatchNorm } from './checks.js';
import { kernelConvBatchNorm } from './kernel-batch-norm.js';

/**
 * The batch normalisation of a convolution by running statistics, `batchNorm(conv2d(x, filter), p)`, with what follows it. Outside
 * of gradients, where this engine's own kernels make the convolution, it is one pass without the image in between.
 *
 * @param x [N, H, W, C_in]
 * @param filter [K_h, K_w, C_in, C_out]; every parameter of the norm [C_out]
 * @throws UsageError when the shapes do not fit
 */
export function convBatchNorm(
  x: Tensor4D,
  filter: Tensor4D,
  p: BatchNormParameters,
  options: ConvOptions & BatchNormOptions = {},
): Tensor4D {
  const { epsilon = 1e-5, activation, added } = options;
  const kernels = options.upsample === 2 || isRecording() ? undefined : kernelBackend();
  if (kernels) {
    const g = convGeometry('convBatchNorm', x.shape, filter.shape, options);
    checkBatchNorm('convBatchNorm', { shape: [...g.y] }, { ...p }, epsilon);
    if (added) checkShape('convBatchNorm', 'added', added.shape, g.y);
    const inputs = [x, filter, p.scale, p.offset, p.mean, p.variance] as const;
    const y = kernelConvBatchNorm(kernels, inputs, g, { epsilon, relu: activation === 'relu', added });
    if (y) return y;
  }
  return lastUse(conv2d(x, filter, options), (y) => batchNorm(y, p, options));
}
