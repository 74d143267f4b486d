import { pad, slice, type Tensor, type Tensor4D, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { keepNaN } from '../finite.js';
import { kernelBackend } from '../kernels.js';
import { type Attribute, bool, float32, int, ints, type NativeBackend, string } from '../native-backend.js';
import { hasOneDnn, maxPoolAttributes } from '../onednn.js';

/** A pooling window, in pixels. */
export interface Window {
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
}

function attributes({ size, stride, padding: p }: Window): readonly Attribute[] {
  return [
    float32('T'),
    string('data_format', 'NHWC'),
    ints('ksize', [1, size, size, 1]),
    ints('strides', [1, stride, stride, 1]),
    ...(p === 0
      ? [string('padding', 'VALID')]
      : [string('padding', 'EXPLICIT'), ints('explicit_paddings', [0, 0, p, p, p, p, 0, 0])]),
  ];
}

/** A byte says where in a window its largest value was. */
const widestOfKernels = 16;

/** The window as the kernels take it. */
const steps = ({ size, stride, padding }: Window): readonly Attribute[] => [
  int('size', size),
  int('stride', stride),
  int('padding', padding),
];

/** Largest values and what their gradient needs. */
export function nativeMaxPool(
  native: NativeBackend,
  x: Tensor4D,
  window: Window,
): { y: Tensor4D; saved: Tensor[] } {
  const kernels = window.size <= widestOfKernels ? kernelBackend() : undefined;
  if (kernels) {
    const [y, places] = kernels.executeMultipleOutputs('FtnMaxPool', steps(window), [x], 2) as [
      Tensor4D,
      Tensor,
    ];
    return { y, saved: [places] };
  }
  const { y, saved } = largestOf(native, x, window);
  return { y: keepNaN(y, x, (marks) => largestOf(native, marks, window).y), saved };
}

/** The engine's own pool, to which NaN is smaller than every number. */
function largestOf(native: NativeBackend, x: Tensor4D, window: Window): { y: Tensor4D; saved: Tensor[] } {
  const { size, stride, padding } = window;
  if (!hasOneDnn(native)) {
    const y = native.executeSingleOutput('MaxPool', attributes(window), [x]) as Tensor4D;
    return { y, saved: [x, y] };
  }
  // MaxPoolGrad looks for the largest values again, one thread an image's column: it was a tenth of a training step.
  // oneDNN writes down where they were.
  const after = (length: number) => {
    const out = Math.floor((length + 2 * padding - size) / stride) + 1;
    return Math.max(0, (out - 1) * stride + size - padding - length);
  };
  const margins: [number, number][] = [
    [0, 0],
    [padding, after(x.shape[1])],
    [padding, after(x.shape[2])],
    [0, 0],
  ];
  const padded = padding === 0 ? x : pad(x, margins, Number.NEGATIVE_INFINITY);
  const pool = maxPoolAttributes(size, stride);
  const [y, places] = native.executeMultipleOutputs('_MklNativeMaxPool', pool, [padded], 2) as [
    Tensor4D,
    Tensor,
  ];
  return { y, saved: [y, places, tensor1d([...padded.shape], 'int32')] };
}

/** ∂L/∂x from dy and what `nativeMaxPool` saved. */
export function nativeMaxPoolGradient(
  native: NativeBackend,
  dy: Tensor4D,
  saved: readonly Tensor[],
  shape: Tensor4D['shape'],
  window: Window,
): Tensor4D {
  if (saved.length === 1) {
    const [, height, width] = shape;
    const attributes = [...steps(window), int('height', height), int('width', width)];
    return native.executeSingleOutput('FtnMaxPoolGradient', attributes, [dy, ...saved]) as Tensor4D;
  }
  if (!hasOneDnn(native)) {
    return native.executeSingleOutput('MaxPoolGrad', attributes(window), [...saved, dy]) as Tensor4D;
  }
  const { size, stride, padding } = window;
  const [y, places, paddedShape] = saved as [Tensor4D, Tensor, Tensor];
  return tidy(() => {
    // Only the shape of the padded x is read.
    const padded = native.executeSingleOutput(
      'Empty',
      [float32('dtype'), bool('init', false)],
      [paddedShape],
    );
    const inputs = [padded, y, dy, places];
    const dx = native.executeSingleOutput('_MklNativeMaxPoolGrad', maxPoolAttributes(size, stride), inputs);
    return padding === 0 ? (dx as Tensor4D) : slice(dx as Tensor4D, [0, padding, padding, 0], shape);
  });
}
