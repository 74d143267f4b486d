// The whole public surface of @ftn/errors/node: what Node's file system refuses, said as our errors.
export { type FileKind, type FileStats, kindOf, type RegularFileOptions } from './file-policy.js';
export { createFolder, makeFolder } from './make-folder.js';
export {
  type FileSource,
  type OpenedFile,
  openRegularFileSync,
  readRegularFile,
  readRegularFileSync,
  textLimit,
  withRegularFile,
} from './regular-file.js';
export { errorCode, storageError } from './storage-error.js';
