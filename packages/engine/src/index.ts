// The whole public surface of @ftn/engine.
export type { EngineFingerprint, EngineInfo, EngineName } from './engine-info.js';
export {
  type InstallOptions,
  type InstallProgress,
  type InstallResult,
  installEngine,
} from './install/install-engine.js';
export { installProgressLine } from './install/progress-line.js';
export { engineInfo, type StartOptions, startEngine } from './start-engine.js';
