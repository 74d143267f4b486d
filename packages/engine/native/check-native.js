// Run as a child process by the installer: loads the folder named in the arguments and computes one small
// convolution whose numbers are known. A crash of the library ends this process, not the installer.
import * as tf from '@tensorflow/tfjs-core';
import { startNative } from './native-backend.mjs';

const started = startNative(process.argv[2]);
// x = 0 … 15 as 4×4, kernel = 1 … 9 as 3×3, no padding: y[i,j] = Σ x[i+a,j+b]·k[a,b].
const image = tf.tensor4d(
  Array.from({ length: 16 }, (_, i) => i),
  [1, 4, 4, 1],
);
const kernel = tf.tensor4d(
  Array.from({ length: 9 }, (_, i) => i + 1),
  [3, 3, 1, 1],
);
const got = [...tf.conv2d(image, kernel, 1, 'valid').dataSync()];
process.stdout.write(`${JSON.stringify({ ...started, got, expected: [303, 348, 483, 528] })}\n`);
