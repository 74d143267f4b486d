// What the command `ftn` uses besides the public surface; nothing here is promised to stay.

export { comparedData, comparedRecipe } from './compare/compare.js';
export { toBytes } from './compare/shown-images.js';
export { openAll, usualHoldOut } from './data/open-data.js';
export { type DataSheet, showData } from './data/show-data.js';
export { parseData, recipeFor } from './data/sources.js';
export { createSubject, evaluationLoader, evaluationSettings } from './data/subject.js';
export { libraryVersion, packageFile, shippedWeights } from './files/package-files.js';
export { featureDistances } from './generation/feature-distance.js';
export { type GeneratorRow, generatorRows } from './generation/generator-rows.js';
export { type ImageDomain, openWholes, readImageDomain } from './generation/image-domains.js';
export { imageNames } from './generation/image-names.js';
export { imageRows, imagesOf } from './generation/image-rows.js';
export { type ImageSource, labelsFor, labelsOfSources, openSources } from './generation/image-sources.js';
export { mergeGenerator } from './generation/merge-generator.js';
export { mixtureOf } from './generation/mix-shares.js';
export { knownGenerators, openGenerator, shippedGenerator } from './generation/open-generator.js';
export { openGeneratorAdapters, readAdapters } from './generation/open-generator-adapter.js';
export { walkFrames } from './generation/walk.js';
export * from './index.js';
export { isMethodFile } from './methods/load-method.js';
export { openBackbone, randomBackbone, saveBackbone, weightsFile } from './networks/open-backbone.js';
export { Stop } from './progress/stop.js';
export { chooseSystem, narrowRecipe, requireMethod } from './recipes/choose-system.js';
export { planSystems, systemFolder, systemLabel } from './recipes/plan-systems.js';
export { runConfig } from './recipes/run-config.js';
export { comparisonPage } from './report/comparison-page.js';
export { type ComparisonPages, comparisonPages } from './report/comparison-pages.js';
export { displayName, displayNames } from './report/display-names.js';
export { type AdapterNorms, type NormMap, normMaps, normsOf } from './report/norm-maps.js';
export {
  drawPrediction,
  type PictureFiles,
  planPictures,
  predictsMaps,
} from './report/pictures/draw-prediction.js';
export { type ComparisonTable, measuredMetrics, resultTable } from './report/result-table.js';
export { trainedTable } from './report/trained-table.js';
export {
  adapterTask,
  checkableData,
  refuseFlag,
  tasksNamed,
  trainingConfig,
} from './train/describe-training.js';
export { defaultFolder, listOf, planTraining } from './train/plan-training.js';
