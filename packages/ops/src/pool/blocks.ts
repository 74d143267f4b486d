import { concat, engine, reshape, type Tensor4D } from '@tensorflow/tfjs-core';
import { keepNaN } from '../finite.js';
import { nativeBackend } from '../native-backend.js';

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
  const mean = (image: Tensor4D) => engine().runKernel('AvgPool', { x: image }, attributes) as Tensor4D;
  return nativeBackend() ? mean(x) : keepNaN(mean(x), x, mean);
}
