import { attention, maxPool2d } from '@ftn/ops';
import { add, mul, reshape, type Tensor3D, type Tensor4D } from '@tensorflow/tfjs-core';
import type { DiscriminatorNetwork } from './network.js';

/**
 * x + γ · o(softmax(θ(x) · φ(x)ᵀ) · g(x)), keys and values pooled 2×2 (Zhang et al., Self-Attention GANs, 2019).
 *
 * @param x [N, H, W, C], H and W even
 */
export function selfAttention(network: DiscriminatorNetwork, name: string, x: Tensor4D): Tensor4D {
  const [n, height, width] = x.shape;
  const places = (y: Tensor4D) => reshape(y, [n, y.shape[1] * y.shape[2], y.shape[3]]) as Tensor3D;
  const pooled = (part: string) => places(maxPool2d(network.conv(`${name}.${part}`, x), { size: 2 }));
  const query = places(network.conv(`${name}.theta`, x));
  const y = attention(query, pooled('phi'), pooled('g'));
  const image = reshape(y, [n, height, width, y.shape[2]]) as Tensor4D;
  return add(x, mul(network.conv(`${name}.o`, image), network.gamma(name)));
}
