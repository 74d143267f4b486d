// What the command `ftn` uses besides the public surface; nothing here is promised to stay.

export { comparedData, comparedRecipe } from './compare/compare.js';
export { toBytes } from './compare/shown-images.js';
export { openAll, usualHoldOut } from './data/open-data.js';
export { parseData, recipeFor } from './data/sources.js';
export { evaluationLoader, evaluationSettings } from './data/subject.js';
export { libraryVersion, packageFile, shippedWeights } from './files/package-files.js';
export * from './index.js';
export { openBackbone, randomBackbone, saveBackbone, weightsFile } from './networks/open-backbone.js';
export { Stop } from './progress/stop.js';
export { chooseSystem, narrowRecipe, requireMethod } from './recipes/choose-system.js';
export { planSystems, systemFolder, systemLabel } from './recipes/plan-systems.js';
export { runConfig } from './recipes/run-config.js';
export { defaultFolder, listOf, planTraining } from './train/plan-training.js';
