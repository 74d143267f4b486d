import { UsageError } from '@ftn/errors';
import { isRanked, methodNames } from '@ftn/tensor-factors';

/** The methods whose changes have a rank: what figures of norms and of pruning are about. */
const rankedMethods = (): string[] => methodNames().filter(isRanked);

/**
 * The methods of a figure of low-rank changes: those that are named, else every one with a rank.
 *
 * @throws UsageError for a method without one, of which the figure could show nothing
 */
export function figureMethods(figure: string, named: readonly string[] | undefined): readonly string[] {
  const other = named?.find((method) => methodNames().includes(method) && !isRanked(method));
  if (other === undefined) return named ?? rankedMethods();
  throw new UsageError(`'ftn reproduce ${figure}' shows changes of low rank, and '${other}' has no rank`, {
    expected: rankedMethods().join(', '),
    hint: `Leave '${other}' out.`,
  });
}
