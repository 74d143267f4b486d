import { StorageError } from '@ftn/errors';
import { errorCode } from '@ftn/errors/node';

/** What a store said of a request that it refused. */
export interface Refusal {
  readonly status: number;
  /** The code of its answer, e.g. `NoSuchBucket`. */
  readonly code: string | null;
}

/** Answers that may be others a moment later. */
const passing = new Set([408, 409, 425, 429, 500, 502, 503, 504]);

/** Whether a request that was refused like that may be made again. */
export const mayPass = ({ status }: Refusal): boolean => passing.has(status);

const hints: Readonly<Record<string, string>> = {
  NoSuchBucket: 'Make the bucket, or name one that there is.',
  InvalidAccessKeyId: 'Check AWS_ACCESS_KEY_ID.',
  SignatureDoesNotMatch: 'Check AWS_SECRET_ACCESS_KEY, and AWS_REGION.',
  InvalidToken: 'Check AWS_SESSION_TOKEN.',
  ExpiredToken: 'The session has ended: take a new AWS_SESSION_TOKEN.',
  RequestTimeTooSkewed: "Set this machine's clock: it differs from the store's.",
  AccessDenied: 'Give these keys the right to list, read, write and delete there.',
  EntityTooLarge: 'The store takes no objects of this size.',
};

/** The code in the error of a store: a word, or nothing of it is shown. */
export const codeIn = (body: string): string | null =>
  /<Code>([A-Za-z]{1,60})<\/Code>/.exec(body)?.[1] ?? null;

/** A refusal as an error: of what the store said its code alone. */
export function refused(shown: string, { status, code }: Refusal): StorageError {
  const hint = hints[code ?? ''] ?? (status === 403 ? hints.AccessDenied! : 'Ask whoever runs the store.');
  return new StorageError('the store refuses', { file: shown, got: code ?? `status ${status}`, hint });
}

/** Why no answer came, in a word that holds nothing of what was asked. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as { readonly name?: string; readonly cause?: unknown };
  if (name === 'TimeoutError' || name === 'AbortError') return 'no answer in time';
  return errorCode(cause) ?? errorCode(error) ?? 'no answer';
}

/** The error of a store that does not answer. */
export const unreachable = (shown: string, error: unknown): StorageError =>
  new StorageError('the store cannot be reached', {
    file: shown,
    got: reasonOf(error),
    hint: 'Check AWS_ENDPOINT_URL, and that the store runs.',
  });
