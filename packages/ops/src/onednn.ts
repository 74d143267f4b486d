import { type Tensor, tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { type Attribute, bool, float32, int, ints, type NativeBackend, string } from './native-backend.js';

// TensorFlow reaches some of oneDNN's primitives only through operations of its own graph optimiser, which eager
// execution never runs. They can be called by name; this attribute selects their kernels.
const direct = string('_kernel', 'MklNameChangeOp');

/** Attributes of `_MklNativeMaxPool` and its gradient; the padding is done beforehand. */
export function maxPoolAttributes(size: number, stride: number): readonly Attribute[] {
  return [
    float32('T'),
    string('data_format', 'NHWC'),
    ints('ksize', [1, size, size, 1]),
    ints('strides', [1, stride, stride, 1]),
    string('padding', 'VALID'),
    bool('workspace_enabled', true),
    direct,
  ];
}

/** What a convolution's gradient takes beyond its attributes to run at any dilation, which TensorFlow's own refuses. */
export const dilatedGradient: readonly Attribute[] = [direct];

/** What `_MklNativeFusedBatchNormEx` takes beyond FusedBatchNormV3's attributes, to end with a ReLU. */
export const batchNormRelu: readonly Attribute[] = [
  int('num_side_inputs', 0),
  string('activation_mode', 'Relu'),
  direct,
];

const found = new WeakMap<NativeBackend, boolean>();

/** Whether these operations exist and compute what they should: other builds leave them out or register empty shells. */
function works(native: NativeBackend): boolean {
  if (native.isUsingGpuDevice) return false;
  const equals = (t: Tensor, expected: readonly number[]) =>
    t.size === expected.length &&
    t.dataSync().every((value, i) => Math.abs(value - (expected[i] as number)) < 1e-3);
  try {
    return tidy(() => {
      const x = tensor([1, 3, 2, 0, 9, 4], [1, 2, 3, 1]);
      const dy = tensor([1, 10], [1, 1, 2, 1]);
      const pool = maxPoolAttributes(2, 1);
      const [y, workspace] = native.executeMultipleOutputs('_MklNativeMaxPool', pool, [x], 2) as [
        Tensor,
        Tensor,
      ];
      const dx = native.executeSingleOutput('_MklNativeMaxPoolGrad', pool, [x, y, dy, workspace]);
      const norm = [float32('T'), float32('U'), bool('is_training', true), ...batchNormRelu];
      const vectors = [tensor([1]), tensor([0]), tensor([], [0]), tensor([], [0])];
      const [z] = native.executeMultipleOutputs('_MklNativeFusedBatchNormEx', norm, [x, ...vectors], 6) as [
        Tensor,
      ];
      const conv = [
        float32('T'),
        string('data_format', 'NHWC'),
        ints('strides', [1, 1, 1, 1]),
        ints('dilations', [1, 2, 2, 1]),
        string('padding', 'VALID'),
        direct,
      ];
      const row = tensor([1, 2, 3, 4], [1, 1, 4, 1]);
      const taps = tensor1d([1, 2, 1, 1], 'int32');
      const df = native.executeSingleOutput('_MklNativeConv2DBackpropFilter', conv, [row, taps, dy]);
      return (
        equals(y, [9, 9]) &&
        equals(dx, [0, 0, 0, 0, 11, 0]) &&
        equals(z, [0, 0, 0, 0, 2.0041, 0.2863]) &&
        equals(df, [21, 43])
      );
    });
  } catch {
    return false;
  }
}

/** True where oneDNN's primitives can be called directly. */
export function hasOneDnn(native: NativeBackend): boolean {
  let answer = found.get(native);
  if (answer === undefined) {
    answer = works(native);
    found.set(native, answer);
  }
  return answer;
}
