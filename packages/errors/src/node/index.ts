// The whole public surface of @ftn/errors/node: what Node's file system refuses, said as our errors.
export { type RegularFileOptions, readRegularFile, readRegularFileSync, textLimit } from './regular-file.js';
export { errorCode, storageError } from './storage-error.js';
