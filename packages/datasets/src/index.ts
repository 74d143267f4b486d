// The whole public surface of @ftn/datasets.
export { type ImageFolderOptions, openImageFolder } from './folders/open-image-folder.js';
export type { ImageDataset, ImageSource } from './image-dataset.js';
export {
  type Batch,
  type BatchLoader,
  type BatchLoaderOptions,
  createBatchLoader,
} from './loader/batch-loader.js';
export {
  type MiniDomainOptions,
  type MiniDomainStyle,
  miniDomain,
  miniDomainClasses,
  miniDomainStyles,
} from './mini-domains/mini-domain.js';
export {
  adashareTraining,
  croppedEvaluation,
  croppedTraining,
  imagenetEvaluation,
  imagenetMean,
  imagenetStd,
  imagenetTraining,
  paperTraining,
  piggybackTraining,
  smallEvaluation,
  smallTraining,
  tapsEvaluation,
} from './transforms/presets.js';
export type { PerChannel, Size, TransformStep } from './transforms/transform-step.js';
