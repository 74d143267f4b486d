/** What kind of thing is wrong: stable names to group and filter by. */
export type ProblemCode =
  | 'missing-folder'
  | 'no-classes'
  | 'class-mismatch'
  | 'empty-class'
  | 'broken-image'
  | 'wrong-extension'
  | 'leak'
  | 'label-conflict'
  | 'duplicate'
  | 'ignored'
  | 'converted';

/** One thing wrong with a data set's folder. */
export interface Problem {
  /** An error stops training or makes its result wrong; a warning is worth knowing. */
  readonly severity: 'error' | 'warning';
  readonly code: ProblemCode;
  /** The file or folder concerned. */
  readonly file: string;
  readonly problem: string;
  /** What to do about it. */
  readonly hint: string;
}

/** Codes that do not stop or falsify a run. */
const warnings: ReadonlySet<ProblemCode> = new Set(['wrong-extension', 'duplicate', 'ignored', 'converted']);

/** A problem of a kind, with the severity of its kind. */
export function problemOf(code: ProblemCode, file: string, problem: string, hint: string): Problem {
  return { severity: warnings.has(code) ? 'warning' : 'error', code, file, problem, hint };
}
