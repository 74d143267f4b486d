import type { FtnError } from '@ftn/errors';

/** What kind of thing is wrong: stable names to group and filter by. */
export type ProblemCode =
  | 'missing-folder'
  | 'missing-file'
  | 'missing-image'
  | 'missing-map'
  | 'broken-map'
  | 'uniform-map'
  | 'orientation'
  | 'link'
  | 'no-classes'
  | 'class-mismatch'
  | 'untested-class'
  | 'empty-class'
  | 'broken-annotations'
  | 'malformed-line'
  | 'label-range'
  | 'box-outside'
  | 'broken-image'
  | 'wrong-extension'
  | 'leak'
  | 'label-conflict'
  | 'duplicate'
  | 'count'
  | 'incomplete'
  | 'ignored'
  | 'converted';

/** One thing wrong with a data set's folder. */
export interface Problem {
  /** An error stops training or makes its result wrong; a warning is worth knowing. */
  readonly severity: 'error' | 'warning';
  readonly code: ProblemCode;
  /** The file or folder concerned. */
  readonly file: string;
  /** The line of a text list, from 1. */
  readonly line?: number;
  /** The byte of a binary file. */
  readonly offset?: number;
  readonly problem: string;
  /** What to do about it. */
  readonly hint: string;
}

/** Where in its file a problem lies. */
export interface ProblemPlace {
  readonly line?: number | undefined;
  readonly offset?: number | undefined;
}

/** Codes that do not stop or falsify a run. */
const warnings: ReadonlySet<ProblemCode> = new Set([
  'wrong-extension',
  'untested-class',
  'orientation',
  'link',
  'duplicate',
  'count',
  'ignored',
  'converted',
]);

/** A problem of a kind, with the severity of its kind. */
export function problemOf(
  code: ProblemCode,
  file: string,
  problem: string,
  hint: string,
  { line, offset }: ProblemPlace = {},
): Problem {
  return {
    severity: warnings.has(code) ? 'warning' : 'error',
    code,
    file,
    ...(line === undefined ? {} : { line }),
    ...(offset === undefined ? {} : { offset }),
    problem,
    hint,
  };
}

/** An error that was thrown, as a problem of its file. */
export function problemFrom(code: ProblemCode, error: FtnError, file: string): Problem {
  const { expected, got, hint = 'Download the file again.', line, offset } = error.details;
  const contrast = [expected ? `expected ${expected}` : '', got ? `got ${got}` : '']
    .filter(Boolean)
    .join(', ');
  const problem = contrast ? `${error.problem}: ${contrast}` : error.problem;
  return problemOf(code, error.details.file ?? file, problem, hint, { line, offset });
}
