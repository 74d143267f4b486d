import { FormatError } from '@ftn/errors';
import type { Problem } from '../check/problem.js';

/**
 * Refuses what a scan found an error in.
 * @throws FormatError with the first thing wrong, if any is, and how many more there are
 */
export function requireSound(problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return;
  const { file, line, offset, problem, hint } = first;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more: \`checkData\` lists all)` : '';
  throw new FormatError(`${problem}${more}`, {
    file,
    ...(line === undefined ? {} : { line }),
    ...(offset === undefined ? {} : { offset }),
    hint,
  });
}
