// The whole public surface of @ftn/checkpoints/node: files and runs.
export { type Fs, type FsFile, nodeFs } from './fs.js';
export { assertProof } from './lock/assert-holds.js';
export { isRunLocked, type LockOptions, lockRun, type RunLock } from './lock/lock-run.js';
export { makeFolderAtomic } from './make-folder-atomic.js';
export { type MetricsContent, MetricsLog, type MetricsRecord } from './metrics-log.js';
export { readFileBytes } from './read-file.js';
export { readTensorFile } from './read-tensor-file.js';
export type { ReadRunCheckpoint } from './run-checkpoint/decode-run-checkpoint.js';
export type { JsonValue, RunCheckpoint } from './run-checkpoint/format.js';
export { checkpointStep } from './run-checkpoint/names.js';
export {
  type LatestRunCheckpoint,
  readLatestRunCheckpoint,
  readRunCheckpoint,
  type SkippedCheckpoint,
} from './run-checkpoint/read-run-checkpoint.js';
export {
  type WriteRunCheckpointOptions,
  type WrittenRunCheckpoint,
  writeRunCheckpoint,
} from './run-checkpoint/write-run-checkpoint.js';
export { type AtomicWriteOptions, writeFileAtomic } from './write-file-atomic.js';
