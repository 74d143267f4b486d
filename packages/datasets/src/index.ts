// The whole public surface of @ftn/datasets.
export { checkImageFolder } from './check/check-image-folder.js';
export { checkLayout, type LayoutCheck } from './check/check-layout.js';
export { type BrokenImage, type FindBrokenOptions, findBroken } from './check/find-broken.js';
export type { Problem, ProblemCode } from './check/problem.js';
export type { DenseArray, DenseArrays } from './dense/assemble-dense-batch.js';
export type { DenseDataset, DenseSource } from './dense/dense-dataset.js';
export {
  type DenseTrainingOptions,
  denseEvaluation,
  denseResizedTraining,
  denseTraining,
  nyudSize,
} from './dense/dense-presets.js';
export { type DenseKey, type DenseSample, denseKeys, IGNORED } from './dense/dense-sample.js';
export type { DenseStep } from './dense/dense-step.js';
export type { LabelColor, MapFile, MapFiles } from './dense/maps/map-file.js';
export { readDenseSource } from './dense/read-dense-source.js';
export { imageFilesBelow, isImageFile } from './folders/image-files-below.js';
export { domainFolders, type ImageDomain, openImageDomains } from './folders/open-image-domains.js';
export { type ImageFolderOptions, openImageFolder } from './folders/open-image-folder.js';
export { type ImageSplits, type ImageSplitsOptions, openImageSplits } from './folders/open-image-splits.js';
export { writeImageFolder } from './folders/write-image-folder.js';
export { type FileHashes, openFileHashes } from './identity/file-hashes.js';
export { hashFolder, hashImages, hashMaps } from './identity/hash-dataset.js';
export { fashionMnistClasses, type IdxOptions, openIdx } from './idx/open-idx.js';
export type { Box, ImageDataset, ImageSource } from './image-dataset.js';
export { imageFiles } from './image-files.js';
export type { CropOptions } from './layouts/cars.js';
export type { FlowersOptions } from './layouts/flowers.js';
export type { LayoutScan, ListedFile, PublishedCounts, SplitName } from './layouts/layout.js';
export { type Layout, type LayoutName, layoutNames, layouts } from './layouts/layouts.js';
export {
  openCars,
  openCub,
  openDomainNet,
  openFlowers,
  openImageNetToSketch,
  openTuBerlin,
  openWikiArt,
} from './layouts/open-layouts.js';
export { type NamedSplits, openScan } from './layouts/open-scan.js';
export {
  type Batch,
  type BatchLoader,
  type BatchSource,
  type TargetName,
  targetNames,
} from './loader/batch.js';
export {
  type BatchLoaderOptions,
  createBatchLoader,
  type Dataset,
  hasMaps,
  imageName,
  targetsOf,
} from './loader/batch-loader.js';
export type { BatchOptions } from './loader/ordered-batches.js';
export { type BatchesToCome, commonSize, requireBatches } from './loader/require-batches.js';
export type { Mixing } from './mixing/mix.js';
export { checkNyud } from './nyud/check-nyud.js';
export { checkNyudLabeled } from './nyud/labeled/check-nyud-labeled.js';
export type { LabeledSource } from './nyud/labeled/labeled-source.js';
export { type NyudLabeledOptions, openNyudLabeled } from './nyud/labeled/open-nyud-labeled.js';
export { type NyudLabels, nyudClasses, nyudClassList } from './nyud/nyud-classes.js';
export { openNyud } from './nyud/open-nyud.js';
export type { NyudPackaging } from './nyud/packagings.js';
export type { NyudFolderOptions } from './nyud/scan-nyud.js';
export { checkMaps } from './own-maps/check-maps.js';
export { type MapSplits, type OpenMapsOptions, openMaps } from './own-maps/open-maps.js';
export type { Decoding } from './pixels/decoding.js';
export type { Extent } from './pixels/image-size.js';
export {
  type PreparableLayout,
  type Prepared,
  type PrepareOptions,
  preparableLayouts,
  prepareLayout,
} from './prepare/prepare-layout.js';
export type { PreparedEncoding } from './prepare/write-prepared.js';
export { type DatasetSplit, drawAside, type SplitOptions, splitDataset } from './split-dataset.js';
export { subset } from './subset.js';
export {
  type NetworkInput,
  namedTransforms,
  type PreparationStep,
  transformNames,
} from './transforms/named-transforms.js';
export {
  adashareTraining,
  croppedEvaluation,
  croppedTraining,
  generatorInput,
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
export {
  heightAndWidth,
  type JitterFactor,
  type PerChannel,
  type Size,
  type TransformStep,
} from './transforms/transform-step.js';
export { validateTransforms } from './transforms/validate-transforms.js';
export { type TransientAttribute, transientAttributeNames } from './transient-attributes/attributes.js';
export { checkTransientAttributes } from './transient-attributes/check-transient-attributes.js';
export {
  openTransientAttributes,
  type SeasonCount,
  type TransientSeasons,
} from './transient-attributes/open-transient-attributes.js';
export { type Season, seasons } from './transient-attributes/season.js';
export { publishedSeasons, type SeasonSelectionOptions } from './transient-attributes/select-seasons.js';
