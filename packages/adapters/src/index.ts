// The whole public surface of @ftn/adapters that runs in a browser. Folders: '@ftn/adapters/node'.
export {
  type BackboneTensors,
  backboneFromTensors,
  backboneHash,
  backboneToTensors,
  selectBackbone,
} from './backbone-file.js';
export { Domain, type DomainCounts } from './domain.js';
export { DomainGroup, type DomainGroupOptions, type FrozenGroup } from './domain-group.js';
export type { BatchNormParameters, DomainOptions, DomainParts } from './domain-parts.js';
export {
  type Adapter,
  type AdapterFiles,
  decodeAdapter,
  encodeAdapter,
  fileOf,
  type ManifestBody,
  type ManifestChanges,
} from './file/adapter-files.js';
export {
  type AdapterDetails,
  decodeDomain,
  describeDomain,
  domainOf,
  encodeDomain,
} from './file/domain-file.js';
export {
  layersOf,
  type ManifestOf,
  methodOf,
  type NetworkKind,
  type RestoredDomain,
  requireListed,
  requireNetwork,
} from './file/fit.js';
export {
  describeInput,
  type InputDescription,
  type InputSize,
  type InputStep,
  normalizationOf,
  type PerChannel,
  type WrittenStep,
} from './file/input.js';
export { canonicalJson } from './file/integrity.js';
export { currentLibrary } from './file/library.js';
export { type FactorizedLayer, type LowRankAdapter, lowRankAdapter } from './file/low-rank.js';
export {
  type AdapterManifest,
  type BackboneManifest,
  type CommonManifest,
  type DeltaPlace,
  deltaPlaces,
  type GeneratorManifest,
  type Integrity,
  type LastingFields,
  type TrainedLinears,
  trainedLinears,
} from './file/manifest.js';
export { encodeMergedNetwork, networkMetadata, readNetworkMetadata } from './file/metadata.js';
export { parseManifest } from './file/parse-manifest.js';
export type { DataIdentity, PlainData, SplitIdentity, TrainingRecord } from './file/provenance.js';
export type { Head, HeadRun } from './head.js';
export { type MergedNetwork, mergeDomain, mergedNetwork } from './merge.js';
export { NamedTensors } from './named-tensors.js';
export type { Parameter } from './part-tensors.js';
export { type RestoredIdentity, restoreDomain } from './restore-domain.js';
export type { BatchStatistics, RunningStatistics } from './running-statistics.js';
export { fromFileTensor, toFileTensor, toFileTensors } from './tensor-data.js';
