import { type ErrorDetails, FormatError } from '@ftn/errors';

/** Throws the FormatError of one file. */
export type Fail = (problem: string, details?: Omit<ErrorDetails, 'file'>) => never;

/** How a reader of `file` reports; the hint is the default for problems without one. */
export function failWith(
  file: string | undefined,
  hint = 'The file is damaged or cut short: get it again.',
): Fail {
  return (problem, details) => {
    throw new FormatError(problem, { ...(file === undefined ? {} : { file }), hint, ...details });
  };
}
