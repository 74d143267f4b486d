// What the command `ftn` uses besides the public surface; nothing here is promised to stay.

export { comparedData, comparedRecipe } from './compare/compare.js';
export { toBytes } from './compare/shown-images.js';
export { checkableData } from './data/check-data.js';
export { openAll, usualHoldOut } from './data/open-data.js';
export { parseData, recipeFor } from './data/sources.js';
export { evaluationLoader, evaluationSettings } from './data/subject.js';
export { fileWord } from './files/file-word.js';
export { libraryVersion, packageFile, shippedWeights } from './files/package-files.js';
export * from './index.js';
export { openBackbone, randomBackbone, saveBackbone, weightsFile } from './networks/open-backbone.js';
export { Stop } from './progress/stop.js';
export { chooseSystem, narrowRecipe, requireMethod } from './recipes/choose-system.js';
export { planSystems, systemFolder, systemLabel } from './recipes/plan-systems.js';
export { runConfig } from './recipes/run-config.js';
export { comparisonPage, type PageInput } from './report/comparison-page.js';
export { displayNames } from './report/display-names.js';
export { chosenMaps, type NormMap, normMaps } from './report/norm-maps.js';
export { type PictureFiles, planPictures, predictsMaps } from './report/pictures/draw-prediction.js';
export { normsReport } from './report/norms-report.js';
export { pruningChartOf, pruningCharts, pruningReport, within } from './report/pruning-report.js';
export { measuredMetrics } from './report/result-table.js';
export { dataSettings, networkSettings, ratesOf } from './report/settings.js';
export { trainedTable } from './report/trained-table.js';
export { defaultFolder, listOf, planTraining } from './train/plan-training.js';
