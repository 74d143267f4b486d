import { hwioToOihw, type TensorData } from '@ftn/checkpoints';
import { UsageError } from '@ftn/errors';
import type { Tensor } from '@tensorflow/tfjs-core';

/** How a tensor in memory is stored in a graph. */
export interface Layout {
  /** What its name gets, so that a tensor may be stored in two ways. */
  readonly suffix: string;
  data(tensor: Tensor): TensorData;
}

/** As it is in memory. */
export const asStored: Layout = {
  suffix: '',
  data: (tensor) => ({
    dtype: 'float32',
    shape: [...tensor.shape],
    data: Float32Array.from(tensor.dataSync()),
  }),
};

/** A convolution's kernel, HWIO in memory: OIHW. */
export const asKernel: Layout = { suffix: '', data: (tensor) => hwioToOihw(asStored.data(tensor)) };

/** A vector of channels beside an image: [C] → [C, 1, 1], which broadcasts over N×C×H×W. */
const asChannels: Layout = {
  suffix: '.channels',
  data: (tensor) => ({ ...asStored.data(tensor), shape: [...tensor.shape, 1, 1] }),
};

/** How the constant operand of an elementwise operation is stored, so that it broadcasts as it does in memory. */
export function besideOf(constant: Tensor, other: Tensor): Layout {
  if (constant.rank === 0 || (constant.rank < 3 && other.rank < 3)) return asStored;
  if (constant.rank === 1 && other.rank === 4) return asChannels;
  throw new UsageError('a constant beside an image must be a number or a vector of channels', {
    got: `[${constant.shape.join(', ')}] beside [${other.shape.join(', ')}]`,
  });
}

/** Whole numbers, such as a shape. */
export function wholeNumbers(...values: number[]): TensorData {
  return { dtype: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) };
}

/** The axis of N×C×H×W that an axis of N×H×W×C becomes; for other ranks, the axis itself. */
export function graphAxis(axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  return rank === 4 ? [0, 2, 3, 1][positive]! : positive;
}
