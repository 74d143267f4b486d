import { type Tensor4D, tensor1d } from '@tensorflow/tfjs-core';
import { type Attribute, float32, ints, type NativeBackend, string } from '../native-backend.js';
import { type ConvGeometry, stepsKey } from './geometry.js';

const kept = new Map<string, readonly Attribute[]>();

/** The attributes of TensorFlow's convolutions, symmetric padding as EXPLICIT; kept, as networks repeat a few. */
export function convAttributes(g: ConvGeometry): readonly Attribute[] {
  const key = stepsKey(g);
  let attributes = kept.get(key);
  if (!attributes) {
    const { stride: s, padding: p, dilation: d } = g;
    attributes = [
      float32('T'),
      string('data_format', 'NHWC'),
      ints('strides', [1, s, s, 1]),
      ints('dilations', [1, d, d, 1]),
      ...(p === 0
        ? [string('padding', 'VALID')]
        : [string('padding', 'EXPLICIT'), ints('explicit_paddings', [0, 0, p, p, p, p, 0, 0])]),
    ];
    kept.set(key, attributes);
  }
  return attributes;
}

/** TensorFlow's gradient kernels refuse dilation on a CPU. */
export function nativeGradientsTake(g: ConvGeometry): boolean {
  return g.dilation === 1;
}

export function nativeConv2d(
  native: NativeBackend,
  x: Tensor4D,
  filter: Tensor4D,
  g: ConvGeometry,
): Tensor4D {
  return native.executeSingleOutput('Conv2D', convAttributes(g), [x, filter]) as Tensor4D;
}

export function nativeInputGradient(
  native: NativeBackend,
  dy: Tensor4D,
  filter: Tensor4D,
  g: ConvGeometry,
): Tensor4D {
  const shape = tensor1d([...g.x], 'int32');
  const dx = native.executeSingleOutput('Conv2DBackpropInput', convAttributes(g), [shape, filter, dy]);
  shape.dispose();
  return dx as Tensor4D;
}

export function nativeFilterGradient(
  native: NativeBackend,
  x: Tensor4D,
  dy: Tensor4D,
  g: ConvGeometry,
): Tensor4D {
  const shape = tensor1d([...g.filter], 'int32');
  const dw = native.executeSingleOutput('Conv2DBackpropFilter', convAttributes(g), [x, shape, dy]);
  shape.dispose();
  return dw as Tensor4D;
}
