import { forTerminal } from './safe-text.js';

/** What is known about an error besides its sentence; every field is data a caller may act on. */
export interface ErrorDetails {
  /** The file or folder concerned. */
  readonly file?: string;
  /** 1-based line in `file`, for text. */
  readonly line?: number;
  /** Byte offset in `file`, for binary formats. */
  readonly offset?: number;
  readonly expected?: string;
  readonly got?: string;
  /** What the reader should do next, as an instruction. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** The exit code the command ends with when the error reaches it. */
export type ExitCode = 2 | 3 | 4 | 5 | 6 | 75 | 130 | 143;

const marker = Symbol.for('ftn.error');

/** Long enough for a list of what differs, short enough for a screen. */
const most = 4000;

const safe = (text: string | undefined) => (text === undefined ? '' : forTerminal(text, most));

/**
 * Writes `problem (file:line): expected …, got …. What to do.` from the parts that are known. They quote names and
 * contents of files of strangers: none of them may lead a terminal.
 */
function sentence(said: string, details: ErrorDetails): string {
  const { line, offset } = details;
  const [problem, file, expected, got, hint] = [
    safe(said),
    safe(details.file),
    safe(details.expected),
    safe(details.got),
    safe(details.hint),
  ];
  const where = [
    file,
    line === undefined ? '' : `line ${line}`,
    offset === undefined ? '' : `byte ${offset}`,
  ].filter(Boolean);
  const contrast = [expected ? `expected ${expected}` : '', got ? `got ${got}` : ''].filter(Boolean);
  let text = where.length > 0 ? `${where.join(', ')}: ${problem}` : problem;
  if (contrast.length > 0) text += `: ${contrast.join(', ')}`;
  text = text.replace(/[.:]$/, '');
  return hint ? `${text}. ${hint}` : `${text}.`;
}

/**
 * The root of every error a user can meet: a stable `code`, the exit code of the command, and fields.
 * The message says what, where, what was expected and what to do.
 */
export abstract class FtnError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly problem: string;
  readonly details: ErrorDetails;
  readonly [marker] = true;

  constructor(code: string, exitCode: ExitCode, problem: string, details: ErrorDetails = {}) {
    super(sentence(problem, details), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.exitCode = exitCode;
    this.problem = problem;
    this.details = details;
  }

  /** True for an FtnError even when two copies of this package are loaded. */
  static isInstance(value: unknown): value is FtnError {
    return typeof value === 'object' && value !== null && marker in value;
  }
}
