import { type NamedTensors, toFloat32 } from '@ftn/checkpoints';
import * as tf from '@tensorflow/tfjs-core';
import type { Attribute, Graph, Node } from '../graph/graph.js';

type Run = (inputs: tf.Tensor[], attribute: (name: string) => never) => tf.Tensor;

const toImage = (x: tf.Tensor) => tf.transpose(x, [0, 2, 3, 1]) as tf.Tensor4D;
const toGraph = (x: tf.Tensor) => tf.transpose(x, [0, 3, 1, 2]);
const pad = ([top, left, bottom, right]: number[], value: number, x: tf.Tensor4D) =>
  tf.pad4d(
    x,
    [
      [0, 0],
      [top!, bottom!],
      [left!, right!],
      [0, 0],
    ],
    value,
  );
/** A kernel for each channel, C×1×K_h×K_w. */
function channelwise(
  x: tf.Tensor4D,
  kernel: tf.Tensor,
  strides: [number, number],
  dilations: [number, number],
) {
  if (kernel.shape[0] !== x.shape[3] || kernel.shape[1] !== 1)
    throw new Error('not a kernel for each channel');
  const filter = tf.transpose(kernel, [2, 3, 0, 1]) as tf.Tensor4D;
  return tf.depthwiseConv2d(x, filter, strides, 'valid', 'NHWC', dilations);
}
const column = (v: tf.Tensor) => tf.reshape(v, [-1, 1, 1]);

/** The operators as the ONNX specification has them, by tfjs's own operations: none of @ftn/ops. */
const operators: Record<string, Run> = {
  Add: ([a, b]) => tf.add(a!, b!),
  Sub: ([a, b]) => tf.sub(a!, b!),
  Mul: ([a, b]) => tf.mul(a!, b!),
  Div: ([a, b]) => tf.div(a!, b!),
  Relu: ([x]) => tf.relu(x!),
  Sigmoid: ([x]) => tf.sigmoid(x!),
  Tanh: ([x]) => tf.tanh(x!),
  Softmax: ([x], attribute) => {
    const powers = tf.exp(tf.sub(x!, tf.max(x!, attribute('axis'), true)));
    return tf.div(powers, tf.sum(powers, attribute('axis'), true));
  },
  Concat: (parts, attribute) => tf.concat(parts, attribute('axis')),
  Flatten: ([x]) => tf.reshape(x!, [x!.shape[0]!, -1]),
  Unsqueeze: ([x, axes]) => [...axes!.dataSync()].reduce((y, axis) => tf.expandDims(y, axis), x!),
  LpNormalization: ([x], attribute) => {
    const length = tf.sqrt(tf.sum(tf.square(x!), attribute('axis'), true));
    return tf.divNoNan(x!, length);
  },
  GlobalAveragePool: ([x]) => tf.mean(x!, [2, 3], true),
  Shape: ([x]) => tf.tensor1d(x!.shape),
  Slice: ([x, from, to]) => {
    const [start, end] = [from!.dataSync()[0]!, to!.dataSync()[0]!];
    return tf.slice(x!, [start], [end - start]);
  },
  Gemm: ([x, weight, bias]) => {
    const product = tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D, false, true);
    return bias ? tf.add(product, bias) : product;
  },
  Conv: ([x, kernel, bias], attribute) => {
    const image = pad(attribute('pads'), 0, toImage(x!));
    const filter = tf.transpose(kernel!, [2, 3, 1, 0]) as tf.Tensor4D;
    const [strides, dilations] = [attribute('strides'), attribute('dilations')];
    const y = toGraph(
      attribute('group') === 1
        ? tf.conv2d(image, filter, strides, 'valid', 'NHWC', dilations)
        : channelwise(image, kernel!, strides, dilations),
    );
    return bias ? tf.add(y, column(bias)) : y;
  },
  BatchNormalization: ([x, scale, offset, mean, variance], attribute) => {
    const deviation = tf.sqrt(tf.add(variance!, attribute('epsilon')));
    const normal = tf.div(tf.sub(x!, column(mean!)), column(deviation));
    return tf.add(tf.mul(normal, column(scale!)), column(offset!));
  },
  MaxPool: ([x], attribute) => {
    const image = pad(attribute('pads'), -1e30, toImage(x!));
    return toGraph(tf.maxPool(image, attribute('kernel_shape'), attribute('strides'), 'valid'));
  },
  Resize: ([x, , , sizes], attribute) => {
    const [, , height, width] = sizes!.dataSync();
    const isAligned = (attribute('coordinate_transformation_mode') as string) === 'align_corners';
    return toGraph(tf.image.resizeBilinear(toImage(x!), [height!, width!], isAligned, !isAligned));
  },
};

function runNode({ operator, inputs, attributes }: Node, values: ReadonlyMap<string, tf.Tensor>): tf.Tensor {
  const attribute = (name: string) => Object.values(attributes[name] as Attribute)[0] as never;
  // An input left out is undefined; one nobody made is an error of the graph.
  const tensors = inputs.map((name) => {
    if (name !== '' && !values.has(name)) throw new Error(`${operator} reads '${name}', which nothing makes`);
    return values.get(name);
  });
  return operators[operator]!(tensors as tf.Tensor[], attribute);
}

/** Refuses what is fed where it is of another shape than the graph's input; words stand for any length. */
function requireFed({ inputs }: Graph, fed: ReadonlyMap<string, tf.Tensor>): void {
  for (const { name, shape } of inputs) {
    const got = fed.get(name)?.shape;
    const fits = got?.length === shape.length && shape.every((n, i) => typeof n === 'string' || n === got[i]);
    if (!fits) throw new Error(`'${name}' takes [${shape.join(', ')}], fed is [${got?.join(', ')}]`);
  }
}

/** The output of a graph for an input N×C×H×W, and for what else it is fed. */
export function runGraph(graph: Graph, input: tf.Tensor, fed: NamedTensors = new Map()): tf.Tensor {
  return tf.tidy(() => {
    const values = new Map([[graph.inputs[0]!.name, input]]);
    for (const [name, data] of fed) values.set(name, tf.tensor(toFloat32(data), [...data.shape]));
    requireFed(graph, values);
    for (const [name, data] of graph.initializers)
      values.set(name, tf.tensor(toFloat32(data), [...data.shape]));
    for (const node of graph.nodes) {
      if (values.has(node.outputs[0]!)) throw new Error(`'${node.outputs[0]}' is made twice`);
      values.set(node.outputs[0]!, runNode(node, values));
    }
    return values.get(graph.outputs[0]!.name)!;
  });
}

/** The largest difference relative to the largest value. */
export function relativeDifference(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) throw new Error(`${got.length} values beside ${expected.length}`);
  let worst = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    worst = Math.max(worst, Math.abs(got[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return worst / largest;
}
