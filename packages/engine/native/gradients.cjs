// Registers the gradients of the core's operations, and the operations as methods of tensors (`x.add(y)`), with the one
// tfjs-core. Node finds them in TensorFlow.js's union alone; building this package bundles just them
// (build/bundle-tfjs.ts).
require('@tensorflow/tfjs');
