import { UsageError } from '@ftn/errors';
import { type System, tuneRates } from '@ftn/training';
import { systemLabel } from '../comparison-plan.js';
import { type DenseJob, runDenseSystem } from './dense-job.js';
import { type DenseResult, scoreOf } from './dense-rows.js';

/**
 * How much better results are than the first trial's, as the geometric mean over the tasks in percent: which trial came
 * first, and the unit of a metric, change no order.
 */
function gain(results: readonly DenseResult[], first: readonly DenseResult[]): number {
  const logs = results.map((result, i) => {
    // A metric of zero has no ratio; nothing is that bad but by a hair.
    const ratio = Math.max(scoreOf(result), 1e-9) / Math.max(scoreOf(first[i]!), 1e-9);
    return result.task.metric.better === 'higher' ? Math.log(ratio) : -Math.log(ratio);
  });
  return 100 * (Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length) - 1);
}

/**
 * The system with the rates that did best on the validation images over all tasks together, each trial by the geometric
 * mean of its gains over the first; trials use a seed no result is reported for.
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
