import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = import.meta.url;
const folder = dirname(fileURLToPath(here));

/** Whether these are the sources of a clone, where what the build takes of TensorFlow.js is in its own package. */
const clone = here.endsWith('.ts');

/** The folder of what this package compiles, runs or loads beside its own code: native/ in a clone, dist/ once built. */
export function partsFolder(): string {
  return clone ? join(folder, '..', '..', 'native') : folder;
}

/** The folder of the sources of TensorFlow.js's addon. */
export function bindingFolder(): string {
  if (!clone) return join(folder, 'binding');
  return join(dirname(createRequire(here).resolve('@tensorflow/tfjs-node-gpu/package.json')), 'binding');
}
