// The whole public surface of @ftn/engine.
export type { EngineFingerprint, EngineInfo, EngineName } from './engine-info.js';
export { type InstallOptions, installEngine } from './install/install-engine.js';
export type { InstallResult } from './install/install-once.js';
export { type InstallProgress, installProgressLine } from './install/install-progress.js';
export { milestones } from './install/milestones.js';
export { measureEngine } from './measure-engine.js';
export { engineCacheFolder } from './native/cache-folder.js';
export { type InstalledAddons, installedAddons } from './native/installed-addons.js';
export type { AddonOrigin } from './native/installed-engine.js';
export type { Machine } from './native/native-target.js';
export { verifyInstalledEngine } from './native/verify-engine.js';
export { engineInfo, type StartOptions, startEngine } from './start-engine.js';
