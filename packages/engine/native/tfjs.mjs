// What starting an engine asks of TensorFlow.js, in a file of its own so that it is loaded only then.
import { createRequire } from 'node:module';
import '@tensorflow/tfjs-backend-cpu';

createRequire(import.meta.url)('./gradients.cjs');

export { env, setBackend, version_core } from '@tensorflow/tfjs-core';
