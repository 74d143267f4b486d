import { pad, slice, type Tensor, type Tensor4D, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { type Attribute, float32, ints, type NativeBackend, string } from '../native-backend.js';
import { type ConvGeometry, stepsKey } from './geometry.js';

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
export function convAttributes(g: ConvGeometry, padding: Padding = paddingOf(g)): readonly Attribute[] {
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

/** TensorFlow's gradient kernels refuse dilation on a CPU. */
export function nativeGradientsTake(g: ConvGeometry): boolean {
  return g.dilation === 1;
}

export function nativeConv2d(native: NativeBackend, x: Tensor4D, filter: Tensor4D, g: ConvGeometry): Tensor4D {
  return native.executeSingleOutput('Conv2D', convAttributes(g), [x, filter]) as Tensor4D;
}

// The gradient kernels leave oneDNN for a path of a half to a fifth of its speed when the padding is EXPLICIT. Where
// SAME does not say the same, they work on the padded image instead.

function padded(g: ConvGeometry): [number, number, number, number] {
  const [n, h, w, c] = g.x;
  return [n, h + 2 * g.padding, w + 2 * g.padding, c];
}

function run(native: NativeBackend, operation: string, attributes: readonly Attribute[], inputs: Tensor[]): Tensor4D {
  return native.executeSingleOutput(operation, attributes, inputs) as Tensor4D;
}

export function nativeInputGradient(
  native: NativeBackend,
  dy: Tensor4D,
  filter: Tensor4D,
  g: ConvGeometry,
): Tensor4D {
  return tidy(() => {
    const padding = paddingOf(g);
    if (padding !== 'EXPLICIT') {
      const shape = tensor1d([...g.x], 'int32');
      return run(native, 'Conv2DBackpropInput', convAttributes(g, padding), [shape, filter, dy]);
    }
    const shape = tensor1d(padded(g), 'int32');
    const dx = run(native, 'Conv2DBackpropInput', convAttributes(g, 'VALID'), [shape, filter, dy]);
    return slice(dx, [0, g.padding, g.padding, 0], [...g.x]);
  });
}

export function nativeFilterGradient(
  native: NativeBackend,
  x: Tensor4D,
  dy: Tensor4D,
  g: ConvGeometry,
): Tensor4D {
  return tidy(() => {
    const padding = paddingOf(g);
    const shape = tensor1d([...g.filter], 'int32');
    if (padding !== 'EXPLICIT') {
      return run(native, 'Conv2DBackpropFilter', convAttributes(g, padding), [x, shape, dy]);
    }
    const margins: [number, number] = [g.padding, g.padding];
    const image = pad(x, [[0, 0], margins, margins, [0, 0]]);
    return run(native, 'Conv2DBackpropFilter', convAttributes(g, 'VALID'), [image, shape, dy]);
  });
}
