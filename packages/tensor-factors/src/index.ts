// The whole public surface of @ftn/tensor-factors.
export { cpCount } from './cp/count.js';
export { cpDelta, cpMerge } from './cp/delta.js';
export type { CpFactors, CpModes, SeparableCpFactors } from './cp/factors.js';
export { type CpInit, type CpMode, initialFactor } from './cp/init.js';
export { khatriRao } from './cp/khatri-rao.js';
export { cpNorm } from './cp/norm.js';
export { cpRankNorms } from './cp/rank-norms.js';
export type {
  BlockGate,
  BlockPlan,
  BlockPolicy,
  PolicyLogitPair,
  PolicyNoise,
} from './layers/block-policy.js';
export { cpConv2d } from './layers/cp-conv2d.js';
export { type GatedResidual, gatedConv2d } from './layers/gated-conv2d.js';
export type {
  ParameterGroup,
  ParameterMap,
  Parametrization,
  StoredLayer,
} from './layers/parametrization.js';
export { adaShare } from './methods/adashare/method.js';
export {
  type AdaShareOptions,
  type ResolvedAdaShareOptions,
  resolveAdaShareOptions,
} from './methods/adashare/options.js';
export { type PolicyLogits, sharingLoss, sparsityLoss } from './methods/adashare/policy-losses.js';
export { SelectOrSkip } from './methods/adashare/select-or-skip.js';
export { createMethod, type MethodName, methodNames, methods, phasesOf } from './methods/create-method.js';
export { fcAndBnOnly } from './methods/fc-and-bn-only/method.js';
export { featureExtractor } from './methods/feature-extractor/method.js';
export { fineTuning } from './methods/fine-tuning/method.js';
export { CpParametrization } from './methods/ftn/cp-parametrization.js';
export { ftn } from './methods/ftn/method.js';
export type { FtnOptions } from './methods/ftn/options.js';
export type { ConvolutionPlan, Method, MethodOptions } from './methods/method.js';
export { GatedParametrization } from './methods/taps/gated-parametrization.js';
export { taps } from './methods/taps/method.js';
export type { TapsOptions } from './methods/taps/options.js';
