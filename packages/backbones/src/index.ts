// The whole public surface of @ftn/backbones.
export type { Architecture, FeatureInfo, Features } from './architecture.js';
export { type BackboneCounts, countBackbone } from './counts.js';
export { type BackboneName, backboneNames, createArchitecture } from './create-backbone.js';
export { type ResNetConfig, type ResNetName, resNetConfigs } from './resnet/configs.js';
export { type ResNetOptions, resNet } from './resnet/resnet.js';
export { Backbone, type BatchNormTensors } from './weights/backbone.js';
export { checkWeights, weightShapes } from './weights/check-weights.js';
export { initialWeights, type Weights } from './weights/initial-weights.js';
