import { startEngine } from '@ftn/engine';
import { encodeModel, foldBatchNorm, traceGraph } from '@ftn/onnx';
import { conv2d, relu } from '@ftn/ops';
import { ones, type Tensor4D } from '@tensorflow/tfjs-core';

await startEngine();
const kernel = ones([3, 3, 3, 8]) as Tensor4D;
const weights = new Map([['conv1.weight', kernel]]);
const network = (x: Tensor4D) => relu(conv2d(x, kernel, { stride: 2, padding: 1 }));
const graph = traceGraph(network, { name: 'small', weights, size: [32, 32], dynamicBatch: true });
console.log(graph.nodes.map((node) => node.operator)); // the operations that ran
const bytes = encodeModel(foldBatchNorm(graph), { opset: 17, producer: ['small', '1.0'], metadata: {} });
console.log(bytes.length > 8 * 3 * 3 * 3 * 4);
