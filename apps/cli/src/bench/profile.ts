import { type ProfiledOperation, profileOperations } from '@ftn/ops';

/** Rows that are shown; the rest stands in one line. */
const shownRows = 24;

/** What each operation takes in a step, in milliseconds, and the step itself. */
export function profileSteps(
  steps: number,
  step: () => unknown,
): { readonly operations: readonly ProfiledOperation[]; readonly milliseconds: number } {
  const began = performance.now();
  const { operations } = profileOperations(() => {
    for (let i = 0; i < steps; i++) step();
  });
  const milliseconds = (performance.now() - began) / steps;
  const each = operations.map((one) => ({
    ...one,
    calls: one.calls / steps,
    milliseconds: one.milliseconds / steps,
  }));
  return { operations: each, milliseconds };
}

/** The table of a profile: the longest operations, all others, and what is left of the step for JavaScript. */
export function profileRows(operations: readonly ProfiledOperation[], milliseconds: number) {
  const sum = (some: readonly ProfiledOperation[]) =>
    some.reduce((total, one) => total + one.milliseconds, 0);
  const row = (operation: string, shapes: string, calls: number | string, ms: number) => ({
    operation,
    calls,
    milliseconds: ms,
    share: `${((100 * ms) / milliseconds).toFixed(1)} %`,
    shapes,
  });
  const rest = operations.slice(shownRows);
  return [
    ...operations.slice(0, shownRows).map((one) => row(one.name, one.shapes, one.calls, one.milliseconds)),
    ...(rest.length > 0 ? [row(`${rest.length} others`, '', '', sum(rest))] : []),
    row('JavaScript', '', '', milliseconds - sum(operations)),
    row('a step', '', '', milliseconds),
  ];
}
