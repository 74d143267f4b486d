// The whole public surface of @ftn/errors.
export { decodeText } from './decode-text.js';
export { type ErrorDetails, type ExitCode, FtnError } from './ftn-error.js';
export {
  DivergedError,
  FormatError,
  InterruptedError,
  LockedError,
  MemoryError,
  MismatchError,
  StorageError,
  UsageError,
} from './kinds.js';
export { forCsv, forFileName, forHtml, forJson, forTag, forTerminal } from './safe-text.js';
export { suggest } from './suggest.js';
