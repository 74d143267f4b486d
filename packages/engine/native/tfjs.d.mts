export { env, setBackend, version_core } from '@tensorflow/tfjs-core';
