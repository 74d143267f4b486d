// The whole public surface of @ftn/adapters.
export { type AdapterManifest, type ManifestDetails, parseManifest } from './adapter-manifest.js';
export {
  type BackboneTensors,
  backboneFromTensors,
  backboneHash,
  backboneToTensors,
  selectBackbone,
} from './backbone-file.js';
export { Domain, type DomainCounts } from './domain.js';
export { type DomainFiles, decodeDomain, encodeDomain } from './domain-file.js';
export { DomainGroup, type DomainGroupOptions, type FrozenGroup } from './domain-group.js';
export { type MergedNetwork, mergeDomain, mergedNetwork } from './merge.js';
export type { Parameter } from './part-tensors.js';
export { restoreDomain } from './restore-domain.js';
export type { BatchStatistics } from './running-statistics.js';
export { Shelf } from './shelf.js';
export { fromFileTensor, toFileTensor, toFileTensors } from './tensor-data.js';
