import type { BatchNormLayer } from '@ftn/layers';
import { concatChannels, globalAveragePool, lastUse, resizeBilinear } from '@ftn/ops';
import { dispose, reshape, type Tensor4D } from '@tensorflow/tfjs-core';
import type { HeadConvLayer, HeadLayer, HeadNetwork } from '../heads/head-architecture.js';

/** A convolution that keeps the size, in a head. */
export function headConv(
  name: string,
  channels: readonly [number, number],
  options: { readonly kernel?: number; readonly dilation?: number; readonly bias?: boolean } = {},
): HeadConvLayer {
  const { kernel = 1, dilation = 1, bias = false } = options;
  return {
    kind: 'conv',
    name,
    kernel: [kernel, kernel],
    inChannels: channels[0],
    outChannels: channels[1],
    stride: 1,
    padding: dilation * ((kernel - 1) / 2),
    dilation,
    bias,
  };
}

/** The batch norm over a head's convolution, with PyTorch's defaults. */
function headBatchNorm(name: string, channels: number): BatchNormLayer {
  return { kind: 'batch-norm', name, channels, epsilon: 1e-5, momentum: 0.1 };
}

/** A convolution and the batch norm over it: `<name>.0` and `<name>.1`. */
export function convAndNorm(
  name: string,
  channels: readonly [number, number],
  options: { readonly kernel?: number; readonly dilation?: number } = {},
): HeadLayer[] {
  return [headConv(`${name}.0`, channels, options), headBatchNorm(`${name}.1`, channels[1])];
}

/** relu(batch norm(convolution)) of a pair declared by `convAndNorm`. */
export function runConvAndNorm(network: HeadNetwork, name: string, x: Tensor4D): Tensor4D {
  return lastUse(network.conv(`${name}.0`, x), (y) => network.batchNorm(`${name}.1`, y, 'relu'));
}

/**
 * Atrous spatial pyramid pooling (Chen et al., Rethinking Atrous Convolution, 2017): a 1×1 convolution, one 3×3
 * convolution for each rate, and the image's mean through a 1×1 convolution, each `width` channels, put beside each
 * other and projected to `width`. Names are torchvision's: `convs.0` … `convs.N`, `project`.
 */
export function asppLayers(
  name: string,
  inChannels: number,
  width: number,
  rates: readonly number[],
): HeadLayer[] {
  const pool = rates.length + 1;
  return [
    ...convAndNorm(`${name}.convs.0`, [inChannels, width]),
    ...rates.flatMap((dilation, i) =>
      convAndNorm(`${name}.convs.${i + 1}`, [inChannels, width], { kernel: 3, dilation }),
    ),
    headConv(`${name}.convs.${pool}.1`, [inChannels, width]),
    headBatchNorm(`${name}.convs.${pool}.2`, width),
    ...convAndNorm(`${name}.project`, [(rates.length + 2) * width, width]),
  ];
}

/** The pyramid over `x`, at the size of `x`. */
export function runAspp(network: HeadNetwork, name: string, rates: number, x: Tensor4D): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const branches = Array.from({ length: rates + 1 }, (_, i) =>
    runConvAndNorm(network, `${name}.convs.${i}`, x),
  );
  const pool = `${name}.convs.${rates + 1}`;
  const mean = reshape(globalAveragePool(x), [batch, 1, 1, channels]) as Tensor4D;
  const image = network.batchNorm(`${pool}.2`, network.conv(`${pool}.1`, mean), 'relu');
  const parts = [...branches, resizeBilinear(image, [height, width])];
  const wide = concatChannels(parts);
  dispose(parts);
  return lastUse(wide, () => runConvAndNorm(network, `${name}.project`, wide));
}
