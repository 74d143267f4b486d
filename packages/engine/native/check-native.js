// Run as a child process by the installer: loads the folder named in the arguments and computes one small
// convolution whose numbers are known, or with the kernels' addon as a second argument a small batch norm and a convolution
// of theirs. A crash of the library ends this process, not the installer.
import * as tf from '@tensorflow/tfjs-core';
import { startNative } from './native-backend.mjs';

const [, , folder, kernels] = process.argv;
const started = startNative(folder, { kernels });

// x = 0 … 15 as 4×4, kernel = 1 … 9 as 3×3, no padding: y[i,j] = Σ x[i+a,j+b]·k[a,b].
function convolution() {
  const image = tf.tensor4d(
    Array.from({ length: 16 }, (_, i) => i),
    [1, 4, 4, 1],
  );
  const kernel = tf.tensor4d(
    Array.from({ length: 9 }, (_, i) => i + 1),
    [3, 3, 1, 1],
  );
  return { got: [...tf.conv2d(image, kernel, 1, 'valid').dataSync()], expected: [303, 348, 483, 528] };
}

// x = −3, −1, 1, 3 in each of 17 channels, of mean 0 and variance 5, with ε = 4 and a scale of 3; then the ReLU.
function batchNorm() {
  const channels = 17;
  const x = tf.tensor4d(
    [-3, -1, 1, 3].flatMap((value) => new Array(channels).fill(value)),
    [1, 2, 2, channels],
  );
  const attributes = [
    { name: 'epsilon', type: 2, value: 4 },
    { name: 'relu', type: 1, value: 1 },
    { name: 'N', type: 1, value: 0 },
  ];
  const inputs = [x, tf.fill([channels], 3), tf.zeros([channels])];
  const [y] = tf.backend().executeMultipleOutputs('FtnBatchNormTraining', attributes, inputs, 4);
  const expected = [0, 0, 1, 3].flatMap((value) => new Array(channels).fill(value));
  return { got: [...y.dataSync()].map((value) => Math.round(value * 1e4) / 1e4), expected };
}

// Ones of 4×4 in 32 channels by ones of 3×3: what each pixel sees of the image, 32 times.
function winograd() {
  const image = tf.ones([1, 4, 4, 32]);
  const attributes = [
    { name: 'padding', type: 1, value: 1 },
    { name: 'turned', type: 1, value: 0 },
  ];
  const [y] = tf
    .backend()
    .executeMultipleOutputs('FtnWinograd', attributes, [image, tf.ones([3, 3, 32, 32])], 1);
  const seen = [2, 3, 3, 2];
  const expected = seen.flatMap((rows) => seen.flatMap((columns) => new Array(32).fill(32 * rows * columns)));
  return { got: [...y.dataSync()].map((value) => Math.round(value * 100) / 100), expected };
}

function kernelsOfOurOwn() {
  const [norm, convolved] = [batchNorm(), winograd()];
  return { got: [...norm.got, ...convolved.got], expected: [...norm.expected, ...convolved.expected] };
}

process.stdout.write(`${JSON.stringify({ ...started, ...(kernels ? kernelsOfOurOwn() : convolution()) })}\n`);
