// The whole public surface of @ftn/engine/register. Importing it makes TensorFlow's library the backend of TensorFlow.js in
// this process, as importing tfjs-node does, for any program that uses `@tensorflow/tfjs`.
import { io as coreIo } from '@tensorflow/tfjs-core';
import { nodeParts, startNative } from '../native/native-backend.mjs';
import { completeKernels } from './native/completions/complete-kernels.js';
import { findInstalledEngine } from './native/installed-engine.js';

const found = findInstalledEngine();
if ('folder' in found) {
  startNative(found.folder);
  completeKernels();
} else {
  const remedy = found.installable
    ? "; 'npx ftn engine install' or installEngine() of @ftn/engine installs it"
    : '';
  process.emitWarning(
    `TensorFlow.js keeps the backend it has, no native engine: ${found.reason}${remedy}`,
    'FtnEngine',
  );
}

const {
  decodeImage,
  decodePng,
  decodeJpeg,
  decodeBmp,
  decodeGif,
  encodeJpeg,
  encodePng,
  fileSystem,
  fileRouter,
} = nodeParts();
coreIo.registerLoadRouter(fileRouter);
coreIo.registerSaveRouter(fileRouter);

/** TensorFlow's image decoders and encoders, under the names tfjs-node gives them in `tf.node`. */
export const node = { decodeImage, decodePng, decodeJpeg, decodeBmp, decodeGif, encodeJpeg, encodePng };

/** Models in files, as tfjs-node has them in `tf.io`; `file://` addresses work in `save` and `loadLayersModel` too. */
export const io = { fileSystem };
