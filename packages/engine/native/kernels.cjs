// The backend for TensorFlow's C library and its kernels, as TensorFlow.js publishes them. The package they come in runs
// a script at installation and asks for all of TensorFlow.js, so it is needed in a clone alone: building this package
// makes one file of what is required here (build/bundle-tfjs.ts), over the core alone.
require('@tensorflow/tfjs-node-gpu/dist/register_all_kernels');
const { NodeJSKernelBackend } = require('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend');

module.exports = { NodeJSKernelBackend };
