import type { Cell } from '../sweep/cells.js';
import { type ResumableCell, runId, shortHash } from '../sweep/plan-runs.js';
import { type ComparedRun, labelOfRun, trainsTogether } from './compared-runs.js';
import type { OpenComparison } from './open-comparison.js';

/** One run of a comparison's plan. */
export interface ComparedCell extends Cell {
  readonly run: ComparedRun;
}

/**
 * The runs of a comparison with what tells each from every other: its resolved settings, data and weights, its seed, the
 * version of the library and its threads where they were asked for. Of test images alone its result depends, not its training.
 */
export function comparedCells(open: OpenComparison, runs: readonly ComparedRun[]): ComparedCell[] {
  const { signal: _signal, ...compared } = open.options;
  return runs.map((run) => {
    const { trial } = run;
    const settings = open.settingsOf(run);
    const id = runId({ kind: 'compared', settings, trial }, open.options.threads);
    const tested = shortHash(open.subjects(run).map(({ testIdentity }) => testIdentity));
    return { id, label: labelOfRun(run), tested, run, options: { compared, run } };
  });
}

/**
 * Those of them that may go on from runs under other settings. One network for all domains is trained in stages, of which none is
 * longer than the recipe says.
 */
export const resumableCells = (open: OpenComparison, cells: readonly ComparedCell[]): ResumableCell[] =>
  cells
    .filter(({ run }) => !trainsTogether(run.system))
    .map((cell) => ({ ...cell, settings: open.settingsOf(cell.run) }));
