// The whole public surface of @ftn/ops.
export { attention } from './attention.js';
export {
  differentiable,
  type InputGradients,
  type Operation,
  type Save,
  type Wanted,
} from './autodiff/differentiable.js';
export { type ObservedOperation, observeOperations } from './autodiff/observe.js';
export { type ProfiledOperation, profileOperations } from './autodiff/profile.js';
export { profiledAs } from './autodiff/profiled-as.js';
export { type ValueAndGradients, valueAndGradients } from './autodiff/value-and-gradients.js';
export { biasAdd } from './bias-add.js';
export { concatChannels } from './concat-channels.js';
export {
  conv2d,
  conv2dFilterGradient,
  conv2dInputGradient,
  filterGradientProducts,
} from './conv2d/conv2d.js';
export {
  depthwiseConv2d,
  depthwiseConv2dFilterGradient,
  depthwiseConv2dInputGradient,
  type Shape4D,
} from './conv2d/depthwise.js';
export type { ConvOptions } from './conv2d/geometry.js';
export { embedding } from './embedding.js';
export { cutUp, layEndToEnd } from './end-to-end.js';
export { kernelBackend, withoutKernels } from './kernels.js';
export { l2Normalize } from './l2-normalize.js';
export { lastUse } from './last-use.js';
export { linear } from './linear.js';
export { type BalancedCrossEntropyOptions, balancedCrossEntropy } from './losses/balanced-cross-entropy.js';
export { type CrossEntropyOptions, crossEntropy } from './losses/cross-entropy.js';
export { maskedL1 } from './losses/masked-l1.js';
export { type SoftCrossEntropyOptions, softCrossEntropy } from './losses/soft-cross-entropy.js';
export { type MatMulOptions, matMul2d } from './mat-mul2d.js';
export { type Attribute, int, type NativeBackend } from './native-backend.js';
export { type BatchNormParameters, batchNorm } from './norm/batch-norm.js';
export { type BatchNormTrainingResult, batchNormTraining } from './norm/batch-norm-training.js';
export type { BatchNormOptions } from './norm/checks.js';
export { convBatchNorm } from './norm/conv-batch-norm.js';
export { modulate } from './norm/modulate.js';
export { updateRunningStatistic } from './norm/running-statistics.js';
export { type OutputAxis, type SpectralNormResult, spectralNorm } from './norm/spectral-norm.js';
export {
  type AdamRates,
  adamStep,
  momentumStep,
  type SgdRates,
  type StepInput,
} from './optimizer-steps.js';
export { averagePool2d } from './pool/average-pool2d.js';
export { globalAveragePool } from './pool/global-average-pool.js';
export { maxPool2d, type PoolOptions } from './pool/max-pool2d.js';
export { addRelu, relu } from './relu.js';
export { type ResizeOptions, resizeBilinear } from './resize-bilinear.js';
export { tanh } from './tanh.js';
export { upsampleNearest } from './upsample-nearest.js';
