import type { ErrorMessage } from './error-message.js';

/** What is sent to a thread. */
export interface TaskMessage<Task> {
  readonly id: number;
  readonly task: Task;
}

/** What it answers. */
export type ResultMessage<Result> =
  | { readonly id: number; readonly result: Result }
  | { readonly id: number; readonly error: ErrorMessage };
