import {
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { attention } from '../attention.js';
import { biasAdd } from '../bias-add.js';
import { concatChannels } from '../concat-channels.js';
import { conv2d } from '../conv2d/conv2d.js';
import { depthwiseConv2d } from '../conv2d/depthwise.js';
import { embedding } from '../embedding.js';
import { l2Normalize } from '../l2-normalize.js';
import { linear } from '../linear.js';
import { balancedCrossEntropy } from '../losses/balanced-cross-entropy.js';
import { crossEntropy } from '../losses/cross-entropy.js';
import { maskedL1 } from '../losses/masked-l1.js';
import { matMul2d } from '../mat-mul2d.js';
import { batchNorm } from '../norm/batch-norm.js';
import { batchNormTraining } from '../norm/batch-norm-training.js';
import { modulate } from '../norm/modulate.js';
import { spectralNorm } from '../norm/spectral-norm.js';
import { averagePool2d } from '../pool/average-pool2d.js';
import { globalAveragePool } from '../pool/global-average-pool.js';
import { maxPool2d } from '../pool/max-pool2d.js';
import { addRelu, relu } from '../relu.js';
import { resizeBilinear } from '../resize-bilinear.js';
import { tanh } from '../tanh.js';
import { upsampleNearest } from '../upsample-nearest.js';
import { values } from './values.js';

/** An operation: its name, the shape of each input, and what it computes. */
export type OperationRow = readonly [
  name: string,
  shapes: Record<string, readonly number[]>,
  f: (inputs: never) => Tensor,
];

export const image = [2, 12, 12, 32] as const;
const channels = { scale: [32], offset: [32], mean: [32], variance: [32] } as const;
type Norm = { x: Tensor4D; scale: Tensor1D; offset: Tensor1D; mean: Tensor1D; variance: Tensor1D };
type Pair = { x: Tensor4D; filter: Tensor4D };

/** Every operation; shapes large enough for the vectorised paths of the engines. */
export const everyOperation: readonly OperationRow[] = [
  ['relu', { x: [4133] }, ({ x }: { x: Tensor }) => relu(x)],
  ['addRelu', { a: [4133], b: [4133] }, ({ a, b }: { a: Tensor; b: Tensor }) => addRelu(a, b)],
  ['tanh', { x: [4133] }, ({ x }: { x: Tensor }) => tanh(x)],
  [
    'maxPool2d 3/2/1',
    { x: [2, 7, 7, 17] },
    ({ x }: { x: Tensor4D }) => maxPool2d(x, { size: 3, stride: 2, padding: 1 }),
  ],
  ['maxPool2d 2', { x: image }, ({ x }: { x: Tensor4D }) => maxPool2d(x, { size: 2 })],
  ['averagePool2d', { x: image }, ({ x }: { x: Tensor4D }) => averagePool2d(x)],
  ['globalAveragePool', { x: image }, ({ x }: { x: Tensor4D }) => globalAveragePool(x)],
  [
    'conv2d',
    { x: image, filter: [3, 3, 32, 16] },
    ({ x, filter }: Pair) => conv2d(x, filter, { padding: 1 }),
  ],
  ['conv2d 1×1', { x: image, filter: [1, 1, 32, 16] }, ({ x, filter }: Pair) => conv2d(x, filter)],
  [
    'conv2d dilated',
    { x: image, filter: [3, 3, 32, 16] },
    ({ x, filter }: Pair) => conv2d(x, filter, { padding: 2, dilation: 2 }),
  ],
  [
    'conv2d upsampled',
    { x: image, filter: [3, 3, 32, 16] },
    ({ x, filter }: Pair) => conv2d(x, filter, { padding: 1, upsample: 2 }),
  ],
  [
    'depthwiseConv2d',
    { x: image, filter: [3, 3, 32, 1] },
    ({ x, filter }: Pair) => depthwiseConv2d(x, filter, { padding: 1 }),
  ],
  ['batchNorm', { x: image, ...channels }, ({ x, ...p }: Norm) => batchNorm(x, p)],
  [
    'batchNorm relu',
    { x: image, ...channels },
    ({ x, ...p }: Norm) => batchNorm(x, p, { activation: 'relu' }),
  ],
  [
    'batchNormTraining',
    { x: image, scale: [32], offset: [32] },
    ({ x, ...p }: Norm) => batchNormTraining(x, p).y,
  ],
  [
    'batchNormTraining relu',
    { x: image, scale: [32], offset: [32] },
    ({ x, ...p }: Norm) => batchNormTraining(x, p, { activation: 'relu' }).y,
  ],
  [
    'batchNormTraining added relu',
    { x: image, scale: [32], offset: [32], added: image },
    ({ x, added, ...p }: Norm & { added: Tensor4D }) =>
      batchNormTraining(x, p, { added, activation: 'relu' }).y,
  ],
  [
    'batchNormTraining added',
    { x: image, scale: [32], offset: [32], added: image },
    ({ x, added, ...p }: Norm & { added: Tensor4D }) => batchNormTraining(x, p, { added }).y,
  ],
  [
    'batchNorm added relu',
    { x: image, added: image, ...channels },
    ({ x, added, ...p }: Norm & { added: Tensor4D }) => batchNorm(x, p, { added, activation: 'relu' }),
  ],
  [
    'batchNorm added',
    { x: image, added: image, ...channels },
    ({ x, added, ...p }: Norm & { added: Tensor4D }) => batchNorm(x, p, { added }),
  ],
  [
    'resizeBilinear',
    { x: image },
    ({ x }: { x: Tensor4D }) => resizeBilinear(x, [23, 9], { alignCorners: false }),
  ],
  ['upsampleNearest', { x: image }, ({ x }: { x: Tensor4D }) => upsampleNearest(x)],
  [
    'concatChannels',
    { a: image, b: image },
    ({ a, b }: { a: Tensor4D; b: Tensor4D }) => concatChannels([a, b]),
  ],
  ['biasAdd', { x: image, b: [32] }, ({ x, b }: { x: Tensor4D; b: Tensor1D }) => biasAdd(x, b)],
  [
    'linear',
    { x: [5, 7], w: [4, 7], b: [4] },
    ({ x, w, b }: { x: Tensor2D; w: Tensor2D; b: Tensor1D }) => linear(x, w, b),
  ],
  ['matMul2d', { a: [5, 7], b: [7, 4] }, ({ a, b }: { a: Tensor2D; b: Tensor2D }) => matMul2d(a, b)],
  [
    'embedding',
    { table: [4, 3] },
    ({ table }: { table: Tensor2D }) => embedding(table, tensor1d([0, 1, 2, 3, 1], 'int32')),
  ],
  ['l2Normalize', { x: image }, ({ x }: { x: Tensor4D }) => l2Normalize(x)],
  [
    'attention',
    { q: [2, 4, 5], k: [2, 6, 5], v: [2, 6, 3] },
    ({ q, k, v }: Record<'q' | 'k' | 'v', Tensor3D>) => attention(q, k, v),
  ],
  [
    'crossEntropy',
    { x: [5, 7] },
    ({ x }: { x: Tensor2D }) => crossEntropy(x, tensor1d([0, 1, 2, 3, 6], 'int32')),
  ],
  [
    'crossEntropy smoothed',
    { x: [5, 7] },
    ({ x }: { x: Tensor2D }) => crossEntropy(x, tensor1d([0, 1, 2, 3, 6], 'int32'), { labelSmoothing: 0.1 }),
  ],
  [
    'balancedCrossEntropy',
    { x: [4, 9] },
    ({ x }: { x: Tensor2D }) =>
      balancedCrossEntropy(
        x,
        tensor(
          Array.from({ length: 36 }, (_, i) => i % 2),
          [4, 9],
        ),
        { positiveWeight: 0.7 },
      ),
  ],
  [
    'maskedL1',
    { x: [4, 9] },
    ({ x }: { x: Tensor2D }) =>
      maskedL1(
        x,
        tensor(new Float32Array(36).fill(-9), [4, 9]),
        tensor(new Uint8Array(36).fill(1), [4, 9], 'bool'),
      ),
  ],
  [
    'modulate',
    { x: image, gain: [2, 32], bias: [2, 32] },
    ({ x, gain, bias }: { x: Tensor4D; gain: Tensor2D; bias: Tensor2D }) => modulate(x, gain, bias),
  ],
  [
    'modulate relu',
    { x: image, gain: [2, 32], bias: [2, 32] },
    ({ x, gain, bias }: { x: Tensor4D; gain: Tensor2D; bias: Tensor2D }) =>
      modulate(x, gain, bias, { activation: 'relu' }),
  ],
  [
    'spectralNorm',
    { w: [4, 7] },
    ({ w }: { w: Tensor2D }) => spectralNorm(w, values<Tensor2D>([1, 4], 7), { outputs: 'first' }).weight,
  ],
];
