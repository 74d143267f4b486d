// The backend for TensorFlow's C library, its kernels and its readers of images and models, as TensorFlow.js publishes
// them. The package they come in runs a script at installation and asks for all of TensorFlow.js, so it is needed in a clone
// alone: building this package makes one file of what is required here (build/bundle-tfjs.ts), over the core alone.
require('@tensorflow/tfjs-node-gpu/dist/register_all_kernels');
const { NodeJSKernelBackend } = require('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend');
const images = require('@tensorflow/tfjs-node-gpu/dist/image');
const { fileSystem, nodeFileSystemRouter } = require('@tensorflow/tfjs-node-gpu/dist/io/file_system');

module.exports = { NodeJSKernelBackend, ...images, fileSystem, fileRouter: nodeFileSystemRouter };
