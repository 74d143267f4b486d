import { checkWrittenNumbers, type TensorData } from '@ftn/checkpoints';
import { UsageError } from '@ftn/errors';
import type { Attribute, Graph, Node, Value } from '../graph/graph.js';
import { Message } from './message.js';
import { type Opset, opsets } from './opsets.js';

// Field numbers and constants of onnx.proto (github.com/onnx/onnx, onnx/onnx.proto), written in the order of the
// numbers within a message, as ONNX's own library writes them.

const FLOAT = 1;
const INT64 = 7;

function writeTensor(message: Message, name: string, { dtype, shape, data }: TensorData): void {
  for (const size of shape) message.integer(1, size);
  message.integer(2, dtype === 'int64' ? INT64 : FLOAT).text(8, name);
  message.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** The value in the field of its kind; the kind itself comes last. */
function writeAttribute(message: Message, name: string, attribute: Attribute): void {
  message.text(1, name);
  if ('float' in attribute) message.float(2, attribute.float).integer(20, 1);
  else if ('int' in attribute) message.integer(3, attribute.int).integer(20, 2);
  else if ('text' in attribute) message.text(4, attribute.text).integer(20, 3);
  else {
    for (const value of attribute.ints) message.integer(8, value);
    message.integer(20, 7);
  }
}

function writeNode(message: Message, { operator, name, inputs, outputs, attributes }: Node): void {
  for (const input of inputs) message.text(1, input);
  for (const output of outputs) message.text(2, output);
  message.text(3, name).text(4, operator);
  for (const [key, attribute] of Object.entries(attributes)) {
    message.nested(5, (inner) => writeAttribute(inner, key, attribute));
  }
}

/** ValueInfoProto { name, type { tensor_type { elem_type, shape { dim … } } } } */
function writeValue(message: Message, { name, shape }: Value): void {
  const writeShape = (inner: Message) => {
    for (const size of shape) {
      inner.nested(1, (dimension) =>
        typeof size === 'number' ? dimension.integer(1, size) : dimension.text(2, size),
      );
    }
  };
  message.text(1, name).nested(2, (type) => {
    type.nested(1, (tensor) => tensor.integer(1, FLOAT).nested(2, writeShape));
  });
}

function writeGraph(message: Message, { nodes, name, initializers, inputs, outputs }: Graph): void {
  for (const node of nodes) message.nested(1, (inner) => writeNode(inner, node));
  message.text(2, name);
  for (const [key, tensor] of initializers) message.nested(5, (inner) => writeTensor(inner, key, tensor));
  for (const input of inputs) message.nested(11, (inner) => writeValue(inner, input));
  for (const output of outputs) message.nested(12, (inner) => writeValue(inner, output));
}

/** What a model file says besides its graph. */
export interface ModelDetails {
  /** The version of ONNX's operators it is written in. */
  readonly opset: Opset;
  /** Who wrote it, and in which version. */
  readonly producer: readonly [name: string, version: string];
  /** Texts by name, which runtimes hand out with the model. */
  readonly metadata: Readonly<Record<string, string>>;
}

// Protobuf counts a message's bytes in 31 bits.
const largest = 2 ** 31 - 1;

/**
 * The bytes of an ONNX file: ModelProto, weights within it.
 *
 * @throws UsageError where the weights need 2 GB or more, which one file cannot hold
 * @throws DivergedError where a weight is not finite
 */
export function encodeModel(graph: Graph, { opset, producer, metadata }: ModelDetails): Uint8Array {
  const size = [...graph.initializers.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  if (size >= largest) {
    throw new UsageError('the weights do not fit into one ONNX file', {
      expected: 'less than 2 GB',
      got: `${(size / 1e9).toFixed(1)} GB`,
    });
  }
  checkWrittenNumbers(graph.initializers);
  return Message.encode((model) => {
    model.integer(1, opsets[opset]).text(2, producer[0]).text(3, producer[1]);
    model.nested(7, (inner) => writeGraph(inner, graph));
    model.nested(8, (inner) => inner.text(1, '').integer(2, opset));
    for (const [key, value] of Object.entries(metadata)) {
      model.nested(14, (inner) => inner.text(1, key).text(2, value));
    }
  });
}
