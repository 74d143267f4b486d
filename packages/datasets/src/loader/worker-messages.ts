import {
  type ErrorDetails,
  FormatError,
  FtnError,
  MemoryError,
  MismatchError,
  StorageError,
  UsageError,
} from '@ftn/errors';
import type { BatchTask, Made } from './assemble.js';

/** What the main thread sends to a worker. */
export interface TaskMessage {
  readonly id: number;
  readonly task: BatchTask;
}

/** What a worker answers. */
export type ResultMessage =
  | { readonly id: number; readonly batch: Made<BatchTask> }
  | { readonly id: number; readonly error: ErrorMessage };

/** An error as data: copying between threads would lose its class. */
export interface ErrorMessage {
  readonly code: string;
  readonly problem: string;
  readonly details: Omit<ErrorDetails, 'cause'>;
}

const kinds = {
  FORMAT: FormatError,
  MEMORY: MemoryError,
  MISMATCH: MismatchError,
  STORAGE: StorageError,
  USAGE: UsageError,
};

/** Packs any thrown value for the way to the main thread. */
export function packError(thrown: unknown): ErrorMessage {
  if (FtnError.isInstance(thrown)) {
    const { cause: _, ...details } = thrown.details;
    return { code: thrown.code, problem: thrown.problem, details };
  }
  return {
    code: '',
    problem: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
    details: {},
  };
}

/** The error a worker threw, with its class. */
export function unpackError({ code, problem, details }: ErrorMessage): Error {
  const kind = kinds[code as keyof typeof kinds];
  return kind ? new kind(problem, details) : new Error(`a data worker failed: ${problem}`);
}
