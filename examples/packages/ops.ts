import { startEngine } from '@ftn/engine';
import { conv2d, valueAndGradients } from '@ftn/ops';
import { ones, sum, type Tensor4D, variable } from '@tensorflow/tfjs-core';

await startEngine(); // or import a backend of TensorFlow.js; in a browser '@tensorflow/tfjs-backend-wasm'
const image = ones([1, 8, 8, 3]) as Tensor4D; // NHWC
const kernel = variable(ones([3, 3, 3, 2]) as Tensor4D); // HWIO
const { loss, gradients } = valueAndGradients(
  () => ({ loss: sum(conv2d(image, kernel as unknown as Tensor4D, { padding: 1 })), outputs: null }),
  [kernel],
);
console.log(loss.dataSync()[0], gradients.get(kernel.name)?.shape);
