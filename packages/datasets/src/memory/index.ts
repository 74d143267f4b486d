// The whole public surface of @ftn/datasets/memory: what of data sets runs in a browser too. Images are in memory; no files,
// no threads, no decoding.
export type { ImageDataset, ImageSource } from '../image-dataset.js';
export type { Batch, BatchSource } from '../loader/batch.js';
export type { Pixels } from '../pixels/pixels.js';
export { imagenetMean, imagenetStd, smallEvaluation, smallTraining } from '../transforms/presets.js';
export {
  heightAndWidth,
  type JitterFactor,
  type PerChannel,
  type Size,
  type TransformStep,
} from '../transforms/transform-step.js';
export { validateTransforms } from '../transforms/validate-transforms.js';
export { type MemoryBatchOptions, memoryBatches, prepareImage } from './memory-batches.js';
