// The whole public surface of @ftn/tensor-factors.
export { cpCount, cpDelta, cpNorm, cpRankNorms, khatriRao } from './cp/cp.js';
export type { CpFactors, CpModes, SeparableCpFactors } from './cp/factors.js';
export { type CpInit, type CpMode, initialFactor } from './cp/init.js';
export type {
  BlockGate,
  BlockPlan,
  BlockPolicy,
  PolicyLogitPair,
  PolicyNoise,
} from './layers/block-policy.js';
export { cpConv2d } from './layers/cp-conv2d.js';
export { cpMerge } from './layers/cp-merge.js';
export { type GatedResidual, gatedConv2d } from './layers/gated-conv2d.js';
export type {
  ParameterGroup,
  ParameterMap,
  Parametrization,
  StoredLayer,
} from './layers/parametrization.js';
export { adaShare, resolveAdaShareOptions } from './methods/adashare/method.js';
export type { AdaShareOptions, ResolvedAdaShareOptions } from './methods/adashare/options.js';
export { type PolicyLogits, sharingLoss, sparsityLoss } from './methods/adashare/policy-losses.js';
export { SelectOrSkip } from './methods/adashare/select-or-skip.js';
export { fcAndBnOnly } from './methods/fc-and-bn-only/method.js';
export { featureExtractor } from './methods/feature-extractor/method.js';
export { fineTuning } from './methods/fine-tuning/method.js';
export { CpParametrization } from './methods/ftn/cp-parametrization.js';
export { ftn } from './methods/ftn/method.js';
export type { FtnOptions } from './methods/ftn/options.js';
export type { ConvolutionPlan, Method } from './methods/method.js';
export {
  defineMethod,
  type GroupTraining,
  type MethodBehaviour,
  type MethodDefinition,
} from './methods/method-definition.js';
export {
  choiceOption,
  type MethodOption,
  type MethodOptions,
  type NamePattern,
  type NumberRange,
  numberOption,
  type OptionsOf,
  type OptionTable,
  type OptionValue,
  patternOption,
  type ResolvedOptions,
  wholeOption,
} from './methods/method-options.js';
export {
  createMethod,
  defaultMethod,
  isRanked,
  isRegistered,
  methodDefinition,
  methodDefinitions,
  methodNames,
  phasesOf,
  rankZeroMethod,
  registerMethod,
  wholeNetworkMethod,
} from './methods/registry.js';
export { anyLength, expectShape, takeStored } from './methods/stored-layer.js';
export { GatedParametrization } from './methods/taps/gated-parametrization.js';
export { taps } from './methods/taps/method.js';
export type { TapsOptions } from './methods/taps/options.js';
