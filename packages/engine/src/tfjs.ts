// What starting an engine asks of TensorFlow.js, in a file of its own so that it is loaded only then.
export { env, setBackend, version_core } from '@tensorflow/tfjs';
