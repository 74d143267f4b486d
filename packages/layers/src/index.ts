// The whole public surface of @ftn/layers.
export {
  type BatchNormLayer,
  type ConvLayer,
  kernelShape,
  kernelSize,
  type LinearLayer,
  type ResidualBlock,
  stepsOf,
} from './layer-specs.js';
export type { AfterNorm, Network } from './network.js';
