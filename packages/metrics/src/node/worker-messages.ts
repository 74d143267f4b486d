import { type ErrorDetails, FtnError, MismatchError, UsageError } from '@ftn/errors';
import type { EdgeCounts } from '../edges/sweep-thresholds.js';
import type { EdgePair } from './edge-pair.js';

/** What the main thread sends to a worker. */
export interface TaskMessage {
  readonly id: number;
  readonly pair: EdgePair;
}

/** What a worker answers. */
export type ResultMessage =
  | { readonly id: number; readonly counts: EdgeCounts }
  | { readonly id: number; readonly error: ErrorMessage };

/** An error as data: copying between threads would lose its class. */
export interface ErrorMessage {
  readonly code: string;
  readonly problem: string;
  readonly details: Omit<ErrorDetails, 'cause'>;
}

/** Packs any thrown value for the way to the main thread. */
export function packError(thrown: unknown): ErrorMessage {
  if (FtnError.isInstance(thrown)) {
    const { cause: _, ...details } = thrown.details;
    return { code: thrown.code, problem: thrown.problem, details };
  }
  const problem = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { code: '', problem, details: {} };
}

/** The error a worker threw, with its class and the file it was about. */
export function unpackError({ code, problem, details }: ErrorMessage, file: string | undefined): Error {
  const where = file === undefined ? details : { file, ...details };
  if (code === 'MISMATCH') return new MismatchError(problem, where);
  if (code === 'USAGE') return new UsageError(problem, where);
  return new Error(`an edge worker failed${file === undefined ? '' : ` on ${file}`}: ${problem}`);
}
