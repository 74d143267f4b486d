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

/** Operations of one key together, the longest first. */
function joined(
  operations: readonly ProfiledOperation[],
  keyOf: (one: ProfiledOperation) => string,
): ProfiledOperation[] {
  const found = new Map<string, ProfiledOperation>();
  for (const one of operations) {
    const before = found.get(keyOf(one));
    found.set(keyOf(one), {
      ...one,
      calls: one.calls + (before?.calls ?? 0),
      milliseconds: one.milliseconds + (before?.milliseconds ?? 0),
    });
  }
  return [...found.values()].sort((a, b) => b.milliseconds - a.milliseconds);
}

/** What of a profile a table is made by. */
export const profiledBy = ['operation', 'layer'] as const;
export type ProfiledBy = (typeof profiledBy)[number];

const outside = 'outside of layers';

/** The table of a profile by layer: batch norms and convolutions by their names, what each spends most on first. */
export function layerRows(operations: readonly ProfiledOperation[], milliseconds: number) {
  const layers = new Map<string, ProfiledOperation[]>();
  for (const one of operations)
    layers.set(one.layer ?? outside, [...(layers.get(one.layer ?? outside) ?? []), one]);
  const sum = (some: readonly ProfiledOperation[]) =>
    some.reduce((total, one) => total + one.milliseconds, 0);
  const row = (layer: string, ms: number, parts: string) => ({
    layer,
    milliseconds: ms,
    share: `${((100 * ms) / milliseconds).toFixed(1)} %`,
    operations: parts,
  });
  return [
    ...[...layers]
      .sort(([, a], [, b]) => sum(b) - sum(a))
      .map(([layer, some]) =>
        row(
          layer,
          sum(some),
          joined(some, ({ name }) => name)
            .map((one) => `${one.name} ${one.milliseconds.toFixed(1)}`)
            .join(', '),
        ),
      ),
    row('JavaScript', milliseconds - sum(operations), ''),
    row('a step', milliseconds, ''),
  ];
}

/** The table of a profile: the longest operations, all others, and what is left of the step for JavaScript. */
export function operationRows(all: readonly ProfiledOperation[], milliseconds: number) {
  const operations = joined(all, ({ name, shapes }) => `${name} ${shapes}`);
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
