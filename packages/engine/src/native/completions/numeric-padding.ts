import * as tf from '@tensorflow/tfjs-core';
import {
  margins2d,
  type PoolAttributes,
  poolMargins,
  shapeWith,
  withMargins,
  withoutMargins,
} from './margins.js';

type Inputs = Readonly<Record<string, tf.Tensor>>;

/** What the kernels of convolutions are told. */
interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: number | tf.backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly filterShape?: number[];
  readonly inputShape?: number[];
}

/** A kernel whose padding is 'valid', on other inputs and with what else differs in its attributes. */
type Valid = (inputs: Inputs, others?: object) => tf.Tensor;

/** A kernel whose padding is in numbers, by the same kernel without padding. */
type Numeric = (
  inputs: Inputs,
  attributes: ConvolutionAttributes & PoolAttributes,
  valid: Valid,
) => tf.Tensor;

type Shape4 = [number, number, number, number];

function convolutionMargins(
  shape: readonly number[],
  filter: readonly number[],
  attributes: ConvolutionAttributes,
  depthwise: boolean,
) {
  const { strides, dilations, pad, dimRoundingMode, dataFormat } = attributes;
  const format = tf.backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC');
  const [input, kernel] = [[...shape] as Shape4, [...filter] as Shape4];
  return margins2d(
    tf.backend_util.computeConv2DInfo(
      input,
      kernel,
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
      depthwise,
      format,
    ),
  );
}

const convolution =
  (depthwise: boolean): Numeric =>
  (inputs, attributes, valid) => {
    const { x, filter } = inputs as { x: tf.Tensor; filter: tf.Tensor };
    const margins = convolutionMargins(x.shape, filter.shape, attributes, depthwise);
    return valid({ ...inputs, x: withMargins(x, margins, 0) });
  };

const inputGradient =
  (depthwise: boolean): Numeric =>
  (inputs, attributes, valid) => {
    const shape = attributes.inputShape!;
    const margins = convolutionMargins(shape, inputs.filter!.shape, attributes, depthwise);
    return withoutMargins(valid(inputs, { inputShape: shapeWith(shape, margins) }), margins, shape);
  };

const filterGradient =
  (depthwise: boolean): Numeric =>
  (inputs, attributes, valid) => {
    const x = inputs.x!;
    const margins = convolutionMargins(x.shape, attributes.filterShape!, attributes, depthwise);
    return valid({ ...inputs, x: withMargins(x, margins, 0) });
  };

/** The least value of a type: what a maximum takes only where there is no other. */
const least = ({ dtype }: tf.Tensor) => (dtype === 'int32' ? -(2 ** 31) : Number.NEGATIVE_INFINITY);

const maximum: Numeric = (inputs, attributes, valid) => {
  const x = inputs.x!;
  return valid({ x: withMargins(x, poolMargins(x.shape, attributes), least(x)) });
};

const maximumGradient: Numeric = (inputs, attributes, valid) => {
  const { dy, input } = inputs as { dy: tf.Tensor; input: tf.Tensor };
  const margins = poolMargins(input.shape, attributes, dy.shape);
  const whole = valid({ ...inputs, input: withMargins(input, margins, least(input)) });
  return withoutMargins(whole, margins, input.shape);
};

/** A one for each pixel of an input: its average with zeros around it is the share of a window inside the input. */
function pixels(shape: readonly number[], channelsFirst: boolean): tf.Tensor {
  const channels = channelsFirst ? 1 : shape.length - 1;
  return tf.ones(shape.map((size, axis) => (axis === 0 || axis === channels ? 1 : size)));
}

// The margins of an average do not count: it is divided by the share of its window that lies inside the input. One that
// lies outside is 0.
const average: Numeric = (inputs, attributes, valid) => {
  const x = inputs.x!;
  const margins = poolMargins(x.shape, attributes);
  const inside = withMargins(pixels(x.shape, attributes.dataFormat === 'NCDHW'), margins, 0);
  return tf.divNoNan(valid({ x: withMargins(x, margins, 0) }), valid({ x: inside }));
};

const averageGradient: Numeric = (inputs, attributes, valid) => {
  const { dy, input } = inputs as { dy: tf.Tensor; input: tf.Tensor };
  const margins = poolMargins(input.shape, attributes, dy.shape);
  const inside = withMargins(pixels(input.shape, attributes.dataFormat === 'NCDHW'), margins, 0);
  const forward = input.rank === 4 ? tf.AvgPool : tf.AvgPool3D;
  const share = tf.engine().runKernel(forward, { x: inside }, { ...attributes, pad: 'valid' }) as tf.Tensor;
  const whole = valid({ dy: tf.divNoNan(dy, share), input: withMargins(input, margins, 0) });
  return withoutMargins(whole, margins, input.shape);
};

const numeric: Readonly<Record<string, Numeric>> = {
  [tf.Conv2D]: convolution(false),
  [tf.FusedConv2D]: convolution(false),
  [tf.Conv2DBackpropInput]: inputGradient(false),
  [tf.Conv2DBackpropFilter]: filterGradient(false),
  [tf.DepthwiseConv2dNative]: convolution(true),
  [tf.FusedDepthwiseConv2D]: convolution(true),
  [tf.DepthwiseConv2dNativeBackpropInput]: inputGradient(true),
  [tf.DepthwiseConv2dNativeBackpropFilter]: filterGradient(true),
  [tf.MaxPool]: maximum,
  [tf.MaxPoolGrad]: maximumGradient,
  [tf.MaxPool3D]: maximum,
  [tf.MaxPool3DGrad]: maximumGradient,
  [tf.AvgPool]: average,
  [tf.AvgPoolGrad]: averageGradient,
  [tf.AvgPool3D]: average,
  [tf.AvgPool3DGrad]: averageGradient,
};

/** The kernels that TensorFlow gives a margin for each side itself. */
const sided: ReadonlySet<string> = new Set([
  tf.Conv2D,
  tf.FusedConv2D,
  tf.DepthwiseConv2dNative,
  tf.FusedDepthwiseConv2D,
]);

/** The margins of each side where TensorFlow can add them itself; windows that are rounded it counts otherwise. */
function sidesOf({ pad, dataFormat, dimRoundingMode = 'floor' }: ConvolutionAttributes) {
  if (dimRoundingMode !== 'floor') return undefined;
  if (typeof pad !== 'number') return pad;
  const [none, both] = [
    [0, 0],
    [pad, pad],
  ];
  return dataFormat === 'NCHW' ? [none, none, both, both] : [none, both, both, none];
}

/**
 * TensorFlow pads 'same' or not at all; TensorFlow.js knows a number for all sides and one for each, too. But for
 * convolutions forward, such a kernel runs without padding over an input that has its margins already.
 */
export function withNumericPadding(kernelName: string, kernel: tf.KernelFunc): tf.KernelFunc {
  const run = numeric[kernelName];
  if (run === undefined) return kernel;
  return (given) => {
    const attributes = given.attrs as unknown as ConvolutionAttributes & PoolAttributes;
    if (typeof attributes.pad === 'string' || attributes.pad === 0) {
      // A kernel that is refused leaves what it made for TensorFlow behind.
      return tf.tidy(() => kernel(given) as tf.Tensor);
    }
    const sides = sided.has(kernelName) ? sidesOf(attributes) : undefined;
    if (sides !== undefined) {
      return kernel({ ...given, attrs: { ...attributes, pad: sides } as unknown as tf.NamedAttrMap });
    }
    const valid: Valid = (inputs, others) =>
      kernel({
        ...given,
        inputs,
        attrs: { ...attributes, ...others, pad: 'valid' } as unknown as tf.NamedAttrMap,
      }) as tf.Tensor;
    return tf.tidy(() => run(given.inputs as Inputs, attributes, valid));
  };
}
