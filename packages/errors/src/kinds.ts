import { type ErrorDetails, type ExitCode, FtnError } from './ftn-error.js';

/** The command or a call was given words or values it does not take (exit 2). */
export class UsageError extends FtnError {
  constructor(problem: string, details?: ErrorDetails) {
    super('USAGE', 2, problem, details);
  }
}

/** A file's content is broken, hostile or of another kind than it should be (exit 3). */
export class FormatError extends FtnError {
  constructor(problem: string, details?: ErrorDetails) {
    super('FORMAT', 3, problem, details);
  }
}

/** Two things that must fit do not: weights and network, adapter and backbone, classes of train and test (exit 3). */
export class MismatchError extends FtnError {
  constructor(problem: string, details?: ErrorDetails) {
    super('MISMATCH', 3, problem, details);
  }
}

/** The file system refused: missing, full, not permitted (exit 4). */
export class StorageError extends FtnError {
  constructor(problem: string, details?: ErrorDetails) {
    super('STORAGE', 4, problem, details);
  }
}

/** Training produced a number that is not finite (exit 5). */
export class DivergedError extends FtnError {
  constructor(problem: string, details?: ErrorDetails) {
    super('DIVERGED', 5, problem, details);
  }
}

/** The work would not fit in memory (exit 6). */
export class MemoryError extends FtnError {
  constructor(problem: string, details?: ErrorDetails) {
    super('MEMORY', 6, problem, details);
  }
}

/** Another live process holds the directory (exit 75). */
export class LockedError extends FtnError {
  constructor(problem: string, details?: ErrorDetails) {
    super('LOCKED', 75, problem, details);
  }
}

/** The user or the system asked to stop; a checkpoint was saved (exit 130 for SIGINT, 143 for SIGTERM). */
export class InterruptedError extends FtnError {
  constructor(problem: string, exitCode: Extract<ExitCode, 130 | 143>, details?: ErrorDetails) {
    super('INTERRUPTED', exitCode, problem, details);
  }
}
