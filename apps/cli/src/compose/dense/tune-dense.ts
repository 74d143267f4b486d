import { UsageError } from '@ftn/errors';
import { multiTaskDelta } from '@ftn/metrics';
import { type System, tuneRates } from '@ftn/training';
import { systemLabel } from '../comparison-plan.js';
import { type DenseJob, runDenseSystem } from './dense-job.js';
import { type DenseResult, scoreOf } from './dense-rows.js';

/** Mean relative gain over the first trial, in percent. */
function gain(results: readonly DenseResult[], first: readonly DenseResult[]): number {
  return multiTaskDelta(
    results.map((result, i) => ({
      task: result.task.name,
      value: scoreOf(result),
      // A metric of zero is no reference; nothing is that bad but by a hair.
      reference: Math.max(scoreOf(first[i]!), 1e-9),
      better: result.task.metric.better,
    })),
  ).delta;
}

/**
 * The system with the rates that did best on the validation images over all tasks together, each trial by its mean
 * relative gain over the first; trials use a seed no result is reported for.
 */
export async function tuneDense(job: DenseJob, system: System, seeds: readonly number[]): Promise<System> {
  const { validation } = job.data;
  if (!validation) {
    throw new UsageError(`'${job.data.name}' brings no validation images to choose rates on`, {
      hint: 'Leave --tune out: the recipe has rates.',
    });
  }
  const { place: _kept, ...trials } = job;
  const seed = Math.max(...seeds) + 1000;
  const budget = job.recipe.tuningBudget;
  let first: readonly DenseResult[] | undefined;
  let done = 0;
  const { system: best } = await tuneRates(system, system.candidates, {
    budget,
    async validate(candidate) {
      const results = await runDenseSystem(trials, candidate, seed, {
        name: `${systemLabel(system)}, rates`,
        progress: { done: done++, total: budget },
        dataset: validation,
      });
      first ??= results;
      const value = gain(results, first);
      const rates = Object.entries(candidate.config.optimizers)
        .filter(([group]) => group in system.candidates)
        .map(([group, optimizer]) => `${group} ${optimizer?.rate}`);
      const scores = results.map((result) => `${result.task.name} ${scoreOf(result).toPrecision(4)}`);
      const line = `${systemLabel(system)}: ${rates.join(', ')} → ${scores.join(', ')} on validation`;
      job.terminal.note(`${line} (${value.toFixed(2)} % over the first)`);
      return value;
    },
  });
  return best;
}
