import { type Tensor, type Tensor1D, type Tensor4D, tensor1d } from '@tensorflow/tfjs-core';
import { hasFiniteSum, isFiniteVector, isVarianceVector } from '../finite.js';
import { type Attribute, bool, float, float32, type NativeBackend, string } from '../native-backend.js';
import { batchNormRelu, hasOneDnn } from '../onednn.js';
import { rectify } from '../rectify.js';

interface FusedOptions {
  readonly epsilon: number;
  /** Statistics of the batch, or those given. */
  readonly training: boolean;
  /** Ends with a ReLU. */
  readonly relu?: boolean;
}

function attributes({ epsilon, training }: FusedOptions): readonly Attribute[] {
  return [
    float32('T'),
    float32('U'),
    float('epsilon', epsilon),
    string('data_format', 'NHWC'),
    bool('is_training', training),
  ];
}

/** y; mean and Bessel-corrected variance of the batch; three tensors that only the gradient understands. */
export type FusedOutputs = [Tensor4D, Tensor1D, Tensor1D, Tensor, Tensor, Tensor];

/** TensorFlow's FusedBatchNormV3 on x, scale, offset and, for inference, mean and variance. */
export function fusedBatchNorm(
  native: NativeBackend,
  inputs: readonly [Tensor4D, Tensor1D, Tensor1D, Tensor1D?, Tensor1D?],
  options: FusedOptions,
): FusedOutputs {
  const [x, scale, offset, mean = tensor1d([]), variance = tensor1d([])] = inputs;
  const operands = [x, scale, offset, mean, variance];
  const sound = () => [scale, offset, mean].every(isFiniteVector) && isVarianceVector(variance);
  if (options.relu && hasOneDnn(native) && sound()) {
    const fused = [...attributes(options), ...batchNormRelu];
    const outputs = native.executeMultipleOutputs(
      '_MklNativeFusedBatchNormEx',
      fused,
      operands,
      6,
    ) as FusedOutputs;
    // The mask of the ReLU, of a type the gradient does not take; y serves as the mask.
    outputs[5].dispose();
    outputs[5] = tensor1d([]);
    // oneDNN's ReLU makes 0 of NaN. The batch's own mean shows one in x at once.
    if (options.training ? isFiniteVector(outputs[1]) : hasFiniteSum(x)) return outputs;
    for (const output of outputs) output.dispose();
  }
  const outputs = native.executeMultipleOutputs(
    'FusedBatchNormV3',
    attributes(options),
    operands,
    6,
  ) as FusedOutputs;
  if (options.relu) outputs[0] = rectify(outputs[0]);
  return outputs;
}

/**
 * dx, dScale and dOffset from dy, x, scale and what the forward pass reserved: in training its last three outputs,
 * for inference mean and variance.
 */
export function fusedBatchNormGradient(
  native: NativeBackend,
  inputs: readonly [dy: Tensor, x: Tensor, scale: Tensor, Tensor, Tensor, Tensor?],
  options: FusedOptions,
): [Tensor4D, Tensor1D, Tensor1D] {
  const [dy, x, scale, first, second, third] = inputs;
  const rest = third ?? tensor1d([]);
  const outputs = native.executeMultipleOutputs(
    'FusedBatchNormGradV3',
    attributes(options),
    [dy, x, scale, first, second, rest],
    5,
  );
  if (!third) rest.dispose();
  const [dx, dScale, dOffset, ...unused] = outputs;
  for (const tensor of unused) tensor.dispose();
  return [dx as Tensor4D, dScale as Tensor1D, dOffset as Tensor1D];
}
