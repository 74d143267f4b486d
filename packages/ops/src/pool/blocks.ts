import { concat, engine, reshape, type Tensor4D } from '@tensorflow/tfjs-core';

/** Every pixel `factor` × `factor` times, in two copies of memory; not itself differentiable. */
export function repeatPixels(x: Tensor4D, factor: number): Tensor4D {
  const [n, height, width, c] = x.shape;
  const copies = <T>(part: T) => new Array<T>(factor).fill(part);
  const rows = reshape(concat(copies(x), 3), [n * height, 1, factor * width * c]);
  return reshape(concat(copies(rows), 1), [n, height * factor, width * factor, c]);
}

/** The mean of every `size` × `size` block; not itself differentiable. */
export function meanOfBlocks(x: Tensor4D, size: number): Tensor4D {
  const attributes = { filterSize: [size, size], strides: [size, size], pad: 'valid' as const };
  return engine().runKernel('AvgPool', { x }, attributes) as Tensor4D;
}
