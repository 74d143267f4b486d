import { UsageError } from '@ftn/errors';
import type { ObservedOperation } from '@ftn/ops';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Attribute } from '../graph/graph.js';
import type { GraphBuilder } from './graph-builder.js';
import { asKernel, besideOf, graphAxis, wholeNumbers } from './layouts.js';

/** Turns one operation into nodes and says which value its output is. */
type Rule = (builder: GraphBuilder, operation: ObservedOperation) => void;

const both = (value: number): Attribute => ({ ints: [value, value] });
const around = (padding: number): Attribute => ({ ints: [padding, padding, padding, padding] });

/** `layer1.0.bn1` of `layer1.0.bn1.weight`: nodes are called as the layer is. */
const layerOf = (weight: string) => weight.replace(/\.[^.]*$/, '');

const conv2d: Rule = (builder, { inputs, attributes, outputs }) => {
  const { x, filter } = inputs as Record<'x' | 'filter', Tensor>;
  const { stride, padding, dilation } = attributes as Record<'stride' | 'padding' | 'dilation', number>;
  const [height, width] = filter.shape as [number, number];
  const kernel = builder.value(filter, asKernel);
  const y = builder.node(
    'Conv',
    [builder.value(x), kernel],
    {
      dilations: both(dilation),
      group: { int: 1 },
      kernel_shape: { ints: [height, width] },
      pads: around(padding),
      strides: both(stride),
    },
    layerOf(kernel),
  );
  builder.define(outputs[0]!, y);
};

const batchNorm: Rule = (builder, { inputs, attributes, outputs }) => {
  const { x, scale, offset, mean, variance } = inputs as Record<
    'x' | 'scale' | 'offset' | 'mean' | 'variance',
    Tensor
  >;
  const values = [x, scale, offset, mean, variance].map((tensor) => builder.value(tensor));
  const name = layerOf(values[1]!);
  const y = builder.node(
    'BatchNormalization',
    values,
    { epsilon: { float: attributes.epsilon as number } },
    name,
  );
  const isRectified = attributes.activation === 'relu';
  builder.define(outputs[0]!, isRectified ? builder.node('Relu', [y], {}, `${name}.relu`) : y);
};

const maxPool2d: Rule = (builder, { inputs, attributes, outputs }) => {
  const { size, stride, padding } = attributes as Record<'size' | 'stride' | 'padding', number>;
  const y = builder.node('MaxPool', [builder.value(inputs.x!)], {
    kernel_shape: both(size),
    pads: around(padding),
    strides: both(stride),
  });
  builder.define(outputs[0]!, y);
};

const globalAveragePool: Rule = (builder, { inputs, outputs }) => {
  const pooled = builder.node('GlobalAveragePool', [builder.value(inputs.x!)]);
  builder.define(outputs[0]!, builder.node('Flatten', [pooled], { axis: { int: 1 } }));
};

const linear: Rule = (builder, { inputs, outputs }) => {
  const { x, weight, bias } = inputs as { x: Tensor; weight: Tensor; bias?: Tensor };
  const names = [x, weight, ...(bias ? [bias] : [])].map((tensor) => builder.value(tensor));
  const y = builder.node('Gemm', names, { transB: { int: 1 } }, layerOf(names[1]!));
  builder.define(outputs[0]!, y);
};

/** The size a resize is given: with a batch of any size, its first number is read from the image itself. */
function resizedShape(builder: GraphBuilder, x: Tensor, [height, width]: readonly [number, number]): string {
  const [n, , , channels] = x.shape as [number, number, number, number];
  const stored = (...values: number[]) =>
    builder.store(`sizes_${values.join('x')}`, () => wholeNumbers(...values));
  if (!builder.dynamicBatch) return stored(n, channels, height, width);
  const shape = builder.node('Shape', [builder.value(x)]);
  const batch = builder.node('Slice', [shape, stored(0), stored(1)]);
  return builder.node('Concat', [batch, stored(channels, height, width)], { axis: { int: 0 } });
}

const resizeBilinear: Rule = (builder, { inputs, attributes, outputs }) => {
  const x = inputs.x!;
  const sizes = resizedShape(builder, x, attributes.size as [number, number]);
  const y = builder.node('Resize', [builder.value(x), '', '', sizes], {
    coordinate_transformation_mode: { text: attributes.alignCorners ? 'align_corners' : 'half_pixel' },
    mode: { text: 'linear' },
  });
  builder.define(outputs[0]!, y);
};

const concat: Rule = (builder, { inputs, attributes, outputs }) => {
  const parts = Object.values(inputs);
  const axis = graphAxis(attributes.axis as number, parts[0]!.rank);
  const y = builder.node(
    'Concat',
    parts.map((tensor) => builder.value(tensor)),
    { axis: { int: axis } },
  );
  builder.define(outputs[0]!, y);
};

const softmax: Rule = (builder, { inputs, attributes, outputs }) => {
  const logits = inputs.logits!;
  const axis = graphAxis(attributes.dim as number, logits.rank);
  builder.define(outputs[0]!, builder.node('Softmax', [builder.value(logits)], { axis: { int: axis } }));
};

const unary =
  (operator: string): Rule =>
  (builder, { inputs, outputs }) => {
    const [x] = Object.values(inputs);
    builder.define(outputs[0]!, builder.node(operator, [builder.value(x!)]));
  };

function elementwise(builder: GraphBuilder, operator: string, a: Tensor, b: Tensor): string {
  const name = (tensor: Tensor, other: Tensor) =>
    builder.isTraced(tensor) ? builder.value(tensor) : builder.value(tensor, besideOf(tensor, other));
  // With their axes in another order, tensors of two ranks broadcast differently than in memory.
  if (builder.isTraced(a) && builder.isTraced(b) && a.rank !== b.rank) {
    throw new UsageError(`${operator} of tensors of different ranks cannot be expressed in ONNX`, {
      got: `[${a.shape.join(', ')}] and [${b.shape.join(', ')}]`,
    });
  }
  return builder.node(operator, [name(a, b), name(b, a)]);
}

const binary =
  (operator: string): Rule =>
  (builder, { inputs, outputs }) =>
    builder.define(outputs[0]!, elementwise(builder, operator, inputs.a!, inputs.b!));

const addRelu: Rule = (builder, { inputs, outputs }) => {
  const sum = elementwise(builder, 'Add', inputs.a!, inputs.b!);
  builder.define(outputs[0]!, builder.node('Relu', [sum]));
};

const l2Normalize: Rule = (builder, { inputs, outputs }) => {
  const y = builder.node('LpNormalization', [builder.value(inputs.x!)], { axis: { int: 1 }, p: { int: 2 } });
  builder.define(outputs[0]!, y);
};

/** [N, C] ↔ [N, 1, 1, C] alone: where there are pixels, a reshape in another order of the axes is another one. */
const reshape: Rule = (builder, { inputs, outputs }) => {
  const [x, y] = [inputs.x!, outputs[0]!];
  const value = builder.value(x);
  const isPixel = ({ shape }: Tensor) => shape.length === 4 && shape[1] === 1 && shape[2] === 1;
  if (x.shape.join() === y.shape.join()) builder.define(y, value);
  else if (x.rank === 2 && isPixel(y) && x.shape[1] === y.shape[3]) {
    const axes = builder.store('axes_2x3', () => wholeNumbers(2, 3));
    builder.define(y, builder.node('Unsqueeze', [value, axes]));
  } else if (y.rank === 2 && isPixel(x) && y.shape[1] === x.shape[3]) {
    builder.define(y, builder.node('Flatten', [value], { axis: { int: 1 } }));
  } else {
    throw new UsageError('this reshape cannot be expressed in ONNX', {
      expected: '[N, C] to [N, 1, 1, C], or back',
      got: `[${x.shape.join(', ')}] to [${y.shape.join(', ')}]`,
    });
  }
};

const identity: Rule = (builder, { inputs, outputs }) =>
  builder.define(outputs[0]!, builder.value(inputs.x!));

/** A rule for each operation of @ftn/ops (lower case) and each kernel of tfjs (upper case) a forward pass may run. */
export const operators: Readonly<Record<string, Rule>> = {
  conv2d,
  batchNorm,
  relu: unary('Relu'),
  addRelu,
  maxPool2d,
  globalAveragePool,
  linear,
  resizeBilinear,
  l2Normalize,
  Add: binary('Add'),
  Concat: concat,
  Identity: identity,
  Multiply: binary('Mul'),
  RealDiv: binary('Div'),
  Relu: unary('Relu'),
  Reshape: reshape,
  Sigmoid: unary('Sigmoid'),
  Softmax: softmax,
  Sub: binary('Sub'),
  Tanh: unary('Tanh'),
};
