import { isBetter, metricOf } from '@ftn/metrics';
import { type System, scoreOf, type TaskResult, tuneRates } from '@ftn/training';
import { systemLabel } from '../recipes/plan-systems.js';

/** How much better results are than the first trial's: the geometric mean over tasks and domains, in percent. */
function gain(results: readonly TaskResult[], first: readonly TaskResult[]): number {
  const logs = results.map((result, i) => {
    // Clamped away from zero so that the ratio is defined.
    const ratio = Math.max(scoreOf(result), 1e-9) / Math.max(scoreOf(first[i]!), 1e-9);
    return metricOf(result.metric).better === 'higher' ? Math.log(ratio) : -Math.log(ratio);
  });
  return 100 * (Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length) - 1);
}

/** One number for a trial, better the higher it is: the mean of one metric, or the gain where there are several. */
function trialValue(results: readonly TaskResult[], first: readonly TaskResult[]): number {
  const [metric, ...others] = new Set(results.map((result) => result.metric));
  if (others.length > 0) return gain(results, first);
  const mean = results.reduce((sum, result) => sum + scoreOf(result), 0) / results.length;
  return isBetter(metricOf(metric!), 1, 0) ? mean : -mean;
}

/**
 * The system with the rates that did best on the validation images, ties going to the earlier trial.
 *
 * @param trial trains and measures a candidate on validation images
 * @param onTrial called with a line of text for each trial
 */
export async function tuneSystem(
  system: System,
  budget: number,
  trial: (candidate: System) => Promise<readonly TaskResult[]>,
  onTrial: (line: string) => void,
): Promise<System> {
  let first: readonly TaskResult[] | undefined;
  const { system: best } = await tuneRates(system, system.candidates, {
    budget,
    async validate(candidate) {
      const results = await trial(candidate);
      const reached = results.every((result) => Number.isFinite(scoreOf(result)));
      if (reached) first ??= results;
      // A trial that failed is passed over.
      const value = reached ? trialValue(results, first!) : Number.NEGATIVE_INFINITY;
      const rates = Object.entries(candidate.config.optimizers)
        .filter(([group]) => group in system.candidates)
        .map(([group, optimizer]) => `${group} ${optimizer?.rate}`);
      const domains = new Set(results.map(({ domain }) => domain));
      const scores = results.map((result) => {
        const what = domains.size > 1 ? result.domain : result.task;
        return `${what} ${scoreOf(result).toPrecision(4)}`;
      });
      onTrial(`${systemLabel(system)}: ${rates.join(', ')} → ${scores.join(', ')} on validation`);
      return value;
    },
  });
  return best;
}
