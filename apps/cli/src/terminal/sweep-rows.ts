import type { Sweep, SweptCell } from '@ftn/library';

/** A run of a sweep as a row: how it stands first, since that is what is looked for. */
export const cellRow = ({ state, id, label, failure }: SweptCell) => ({
  state,
  run: label,
  folder: id,
  ...(failure ? { error: failure.message } : {}),
});

/** What a sweep has come to, as `--json` prints it. */
export async function sweepJson(sweep: Sweep) {
  const { measuredMetrics, sweepTable } = await import('@ftn/library/internal');
  const { means, ...table } = sweepTable(sweep);
  return {
    ...table,
    means,
    metrics: measuredMetrics(sweep.results),
    runs: sweep.cells.map(cellRow),
    ...(sweep.chosen.length === 0 ? {} : { chosen: sweep.chosen }),
    secondsLeft: sweep.secondsLeft,
  };
}
