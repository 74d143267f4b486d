// The whole public surface of @ftn/generation that runs in a browser. Training and files: '@ftn/generation/node'.

export { type ImageBatchOptions, type ImageSet, imageBatch, imageBatches } from './data/image-set.js';
export { imageSetOf } from './data/image-set-of.js';
export { adaptedKernel, type KernelSource } from './domain/adapted-kernel.js';
export {
  decodeGeneratorDomain,
  encodeGeneratorDomain,
  type GeneratorAdapterDetails,
  generatorDomainOf,
} from './domain/domain-file.js';
export type { GeneratorDomainOptions, ResolvedDomainOptions } from './domain/domain-options.js';
export {
  type CreateGeneratorDomain,
  type DomainIdentity,
  type GeneratorCounts,
  GeneratorDomain,
  type GeneratorDomainParts,
} from './domain/generator-domain.js';
export { mergeGeneratorDomain } from './domain/merge-domain.js';
export { mixDomains, type Share } from './domain/mix-domains.js';
export { restoreGeneratorDomain } from './domain/restore-domain.js';
export { evaluateReconstruction, type ReconstructionOptions } from './evaluate-reconstruction.js';
export { discriminatorFromTensors } from './files/discriminator-tensors.js';
export {
  generatorFromTensors,
  generatorHash,
  generatorName,
  generatorToTensors,
  type ReadGeneratorOptions,
} from './files/generator-tensors.js';
export { recogniseGenerator } from './files/recognise-generator.js';
export { type GeneratedImages, type GenerateRequest, generate } from './generate.js';
export {
  fitLatents,
  type LatentDistribution,
  type SampleOptions,
  sampleLatents,
  standardLatents,
} from './latents/latent-distribution.js';
export { latentWalk } from './latents/latent-walk.js';
