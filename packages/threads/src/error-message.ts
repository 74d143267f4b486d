import {
  type ErrorDetails,
  FormatError,
  FtnError,
  MemoryError,
  MismatchError,
  StorageError,
  UsageError,
} from '@ftn/errors';

/** An error as data: copying between threads would lose its class. */
export interface ErrorMessage {
  /** The code of a class below; empty for any other error. */
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

/** Packs any thrown value for the way to another thread. */
export function packError(thrown: unknown): ErrorMessage {
  if (FtnError.isInstance(thrown)) {
    const { cause: _, ...details } = thrown.details;
    return { code: thrown.code, problem: thrown.problem, details };
  }
  const problem = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { code: '', problem, details: {} };
}

/** The error a thread threw, with its class; `name` is what the thread is called. */
export function unpackError({ code, problem, details }: ErrorMessage, name: string): Error {
  const kind = kinds[code as keyof typeof kinds];
  return kind ? new kind(problem, details) : new Error(`${name} failed: ${problem}`);
}
