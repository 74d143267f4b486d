// The whole public surface of @ftn/backbones.
export type { Architecture, FeatureInfo, Features } from './architecture.js';
export {
  type BigGanConfig,
  type BigGanResolution,
  bigGanConfig,
  bigGanConfigs,
  bottomWidth,
  latentParts,
} from './biggan/configs.js';
export { bigGanDiscriminator, type DiscriminatorArchitecture } from './biggan/discriminator.js';
export { Generator, generatorShapes } from './biggan/frozen-generator.js';
export { bigGanGenerator, type GeneratorArchitecture } from './biggan/generator.js';
export { type BigGanInit, initialBigGanWeights } from './biggan/initial-weights.js';
export type { BigGanLayers, EmbeddingLayer } from './biggan/layer-list.js';
export { layeredNetwork, type NetworkSource, type NormStatistics } from './biggan/layered-network.js';
export type { DiscriminatorNetwork, GeneratorNetwork } from './biggan/network.js';
export { normaliseSpectra, type Spectrum } from './biggan/spectral-weights.js';
export {
  countParameters,
  parameterShapes,
  type SpectralWeight,
  spectralShapes,
  spectralWeights,
  statisticsShapes,
} from './biggan/weight-shapes.js';
export { convNorm } from './conv-norm.js';
export { type BackboneCounts, countBackbone } from './counts.js';
export {
  type BackboneFactory,
  type BackboneOptions,
  backboneNames,
  createArchitecture,
  registerBackbone,
} from './create-backbone.js';
export { type DeepLabOptions, deepLabHead } from './deeplab/deeplab-head.js';
export { createHead, type HeadKind, headKinds } from './heads/create-head.js';
export type {
  HeadArchitecture,
  HeadConvLayer,
  HeadDescription,
  HeadLayer,
  HeadNetwork,
  HeadOptions,
} from './heads/head-architecture.js';
export { headNetwork } from './heads/head-network.js';
export { type HeadTensorSpec, headTensors } from './heads/head-tensors.js';
export { linearHead } from './heads/linear-head.js';
export { type ResNetConfig, type ResNetName, resNetConfigs } from './resnet/configs.js';
export { type ResNetOptions, resNet } from './resnet/resnet.js';
export { Backbone, type BatchNormTensors } from './weights/backbone.js';
export { checkShapes, type Shapes } from './weights/check-shapes.js';
export { checkWeights, weightShapes } from './weights/check-weights.js';
export { initialWeights, type Weights } from './weights/initial-weights.js';
