import { pad, slice, type Tensor, type Tensor4D, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { type Attribute, float32, ints, type NativeBackend, string } from '../native-backend.js';
import { dilatedGradient, hasOneDnn } from '../onednn.js';
import { type ConvGeometry, stepsKey } from './geometry.js';
import { apart } from './interleave.js';
import { areTapsCheaper, tapFilterGradient } from './tap-filter-gradient.js';

/** Whether TensorFlow's SAME is this symmetric padding: it puts the odd one of two unequal margins at the end. */
function padsAsSame(g: ConvGeometry): boolean {
  const same = (length: number, taps: number) => {
    const out = Math.ceil(length / g.stride);
    return Math.max((out - 1) * g.stride + g.dilation * (taps - 1) + 1 - length, 0);
  };
  const all = 2 * g.padding;
  return same(g.x[1], g.filter[0]) === all && same(g.x[2], g.filter[1]) === all;
}

type Padding = 'VALID' | 'SAME' | 'EXPLICIT';

function paddingOf(g: ConvGeometry): Padding {
  return g.padding === 0 ? 'VALID' : padsAsSame(g) ? 'SAME' : 'EXPLICIT';
}

const kept = new Map<string, readonly Attribute[]>();

/** The attributes of TensorFlow's convolutions; kept, as networks repeat a few. */
function convAttributes(g: ConvGeometry, padding: Padding = paddingOf(g)): readonly Attribute[] {
  const key = `${padding},${stepsKey(g)}`;
  let attributes = kept.get(key);
  if (!attributes) {
    const { stride: s, padding: p, dilation: d } = g;
    attributes = [
      float32('T'),
      string('data_format', 'NHWC'),
      ints('strides', [1, s, s, 1]),
      ints('dilations', [1, d, d, 1]),
      string('padding', padding),
      ...(padding === 'EXPLICIT' ? [ints('explicit_paddings', [0, 0, p, p, p, p, 0, 0])] : []),
    ];
    kept.set(key, attributes);
  }
  return attributes;
}

/** A convolution's three operations by their TensorFlow names. */
export interface NativeOperations {
  readonly forward: string;
  readonly inputGradient: string;
  readonly filterGradient: string;
  /** Whether oneDNN has its gradients at any dilation, under names of their own. */
  readonly dilated: boolean;
}

export const fullOperations: NativeOperations = {
  forward: 'Conv2D',
  inputGradient: 'Conv2DBackpropInput',
  filterGradient: 'Conv2DBackpropFilter',
  dilated: true,
};

export const depthwiseOperations: NativeOperations = {
  forward: 'DepthwiseConv2dNative',
  inputGradient: 'DepthwiseConv2dNativeBackpropInput',
  filterGradient: 'DepthwiseConv2dNativeBackpropFilter',
  dilated: false,
};

/** TensorFlow's own gradient kernels refuse dilation on a CPU. */
export function nativeGradientsTake(
  native: NativeBackend,
  { dilated }: NativeOperations,
  g: ConvGeometry,
): boolean {
  return g.dilation === 1 || (dilated && hasOneDnn(native));
}

/** Runs a gradient under its own name, or with dilation as oneDNN's. */
function runGradient(
  native: NativeBackend,
  operation: string,
  g: ConvGeometry,
  padding: Padding,
  inputs: readonly Tensor[],
): Tensor4D {
  const attributes = convAttributes(g, padding);
  return (
    g.dilation === 1
      ? native.executeSingleOutput(operation, attributes, inputs)
      : native.executeSingleOutput(`_MklNative${operation}`, [...attributes, ...dilatedGradient], inputs)
  ) as Tensor4D;
}

export function nativeForward(
  native: NativeBackend,
  { forward }: NativeOperations,
  x: Tensor4D,
  filter: Tensor4D,
  g: ConvGeometry,
): Tensor4D {
  return native.executeSingleOutput(forward, convAttributes(g), [x, filter]) as Tensor4D;
}

// The gradient kernels leave oneDNN for a path of a tenth to three quarters of its speed when the padding is EXPLICIT.
// Where SAME does not mean the same, they work on the padded image instead.

export function nativeInputGradient(
  native: NativeBackend,
  { inputGradient }: NativeOperations,
  dy: Tensor4D,
  filter: Tensor4D,
  g: ConvGeometry,
): Tensor4D {
  return tidy(() => {
    const padding = paddingOf(g);
    const [n, h, w, c] = g.x;
    const p = padding === 'EXPLICIT' ? g.padding : 0;
    const shape = tensor1d([n, h + 2 * p, w + 2 * p, c], 'int32');
    const cut = padding === 'EXPLICIT' ? 'VALID' : padding;
    const dx = runGradient(native, inputGradient, g, cut, [shape, filter, dy]);
    return p === 0 ? dx : slice(dx, [0, p, p, 0], [...g.x]);
  });
}

export function nativeFilterGradient(
  native: NativeBackend,
  operations: NativeOperations,
  x: Tensor4D,
  dy: Tensor4D,
  g: ConvGeometry,
): Tensor4D {
  return tidy(() => {
    if (g.filter[0] === 1 && g.filter[1] === 1 && g.padding === 0 && g.stride > 1) {
      // oneDNN's own way for these writes beyond its memory where channels are few and threads are several.
      const seen = apart(x, g.stride)(0, 0, [g.y[1], g.y[2]]);
      const dense: ConvGeometry = { ...g, x: [g.x[0], g.y[1], g.y[2], g.x[3]], stride: 1 };
      return nativeFilterGradient(native, operations, seen, dy, dense);
    }
    if (operations === fullOperations && areTapsCheaper(g)) return tapFilterGradient(x, dy, g);
    const padding = paddingOf(g);
    const shape = tensor1d([...g.filter], 'int32');
    const margins: [number, number] = [g.padding, g.padding];
    const image = padding === 'EXPLICIT' ? pad(x, [[0, 0], margins, margins, [0, 0]]) : x;
    const cut = padding === 'EXPLICIT' ? 'VALID' : padding;
    return runGradient(native, operations.filterGradient, g, cut, [image, shape, dy]);
  });
}
