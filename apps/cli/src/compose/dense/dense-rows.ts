import type { DomainCounts } from '@ftn/adapters';
import { createArchitecture } from '@ftn/backbones';
import { meanOverDomains, multiTaskDelta } from '@ftn/metrics';
import type { ResultRow } from '@ftn/report';
import { createMethod } from '@ftn/tensor-factors';
import { type DenseRecipe, type DenseTask, parameterTotals, type System } from '@ftn/training';
import { systemLabel } from '../comparison-plan.js';
import type { DenseMetrics } from './measure-task.js';
import type { TaskLosses } from './train-members.js';

/** One system on one task with one seed, and how it did. */
export interface DenseResult {
  readonly system: System;
  readonly task: Pick<DenseTask, 'name' | 'metric'>;
  readonly seed: number;
  readonly metrics: DenseMetrics;
  readonly counts: DomainCounts;
  /** The mean loss of each epoch. */
  readonly losses: TaskLosses[string];
}

/** The value of the task's own metric. */
export const scoreOf = ({ task, metrics }: Pick<DenseResult, 'task' | 'metrics'>) =>
  metrics[task.metric.name]!;

/** Every metric of a task, not only its own. */
export const metricsOf = ({ system: { method, rank }, task, seed, metrics }: DenseResult) => ({
  method,
  ...(rank === null ? {} : { rank }),
  task: task.name,
  seed,
  ...metrics,
});

/** What the paper calls a system in a recipe: by method, and by rank where it has one (`ftn-1`). */
const paperName = ({ method, rank }: System) => (rank === null ? method : `${method}-${rank}`);

/** The system every gain is relative to: each task with a network of its own. */
const singleTask = 'fine-tuning';

/** Multi-task Δ in percent of results over those of single-task networks with the same seed. */
function deltaOf(results: readonly DenseResult[], references: readonly DenseResult[]): number {
  return multiTaskDelta(
    results.map((result) => ({
      task: result.task.name,
      value: scoreOf(result),
      reference: scoreOf(references.find(({ task }) => task.name === result.task.name)!),
      better: result.task.metric.better,
    })),
  ).delta;
}

/** Rows of a table: for each system a row a task, over its seeds, and apart the multi-task Δ. */
export function denseRows(
  all: readonly DenseResult[],
  { backbone, paper, paperMultiples }: Pick<DenseRecipe, 'backbone' | 'paper' | 'paperMultiples'>,
): { rows: ResultRow[]; means: ResultRow[] } {
  const architecture = createArchitecture(backbone);
  const labels = [...new Set(all.map(({ system }) => systemLabel(system)))];
  const seeds = [...new Set(all.map(({ seed }) => seed))];
  const references = all.filter(({ system }) => system.method === singleTask);
  const made = labels.map((label) => {
    const results = all.filter(({ system }) => systemLabel(system) === label);
    const { system, seed: first } = results[0]!;
    const tasks = results.filter(({ seed }) => seed === first);
    const method = createMethod(system.method, system.options);
    const { parameters, multiple } = parameterTotals(
      architecture,
      method,
      tasks.map(({ counts }) => counts),
    );
    const reported = paper[paperName(system)] ?? {};
    const paperMultiple = paperMultiples[paperName(system)];
    const row = (place: { task?: string }, metric: string, values: readonly number[]): ResultRow => {
      const { mean, deviation } = meanOverDomains(values);
      const paperValue = reported[place.task ?? metric];
      return {
        method: system.method,
        ...(system.rank === null ? {} : { rank: system.rank }),
        ...place,
        metric,
        value: mean,
        ...(deviation === undefined ? {} : { deviation }),
        ...(paperValue === undefined ? {} : { paper: paperValue }),
        parameters,
        multiple,
        ...(paperMultiple === undefined ? {} : { paperMultiple }),
      };
    };
    const ofSeed = (list: readonly DenseResult[], seed: number) =>
      list.filter((result) => result.seed === seed);
    return {
      rows: tasks.map(({ task }) =>
        row(
          { task: task.name },
          task.metric.name,
          results.filter((result) => result.task.name === task.name).map(scoreOf),
        ),
      ),
      means:
        references.length === 0
          ? []
          : [
              row(
                {},
                'delta',
                seeds.map((seed) => deltaOf(ofSeed(results, seed), ofSeed(references, seed))),
              ),
            ],
    };
  });
  return { rows: made.flatMap(({ rows }) => rows), means: made.flatMap(({ means }) => means) };
}
