// The whole public surface of @ftn/library.

export type { TrainOptions } from './train/options.js';
export { type Trained, train } from './train/train.js';
