import { metricOf, multiTaskDelta } from '@ftn/metrics';
import { createMethod } from '@ftn/tensor-factors';
import { scoreOf, type TaskResult } from '@ftn/training';

/** The results of the system that gains are relative to: the first with a separate network for each task. */
export function referencesOf(results: readonly TaskResult[]): TaskResult[] {
  const own = results.find(({ system }) => !createMethod(system.method, system.options).usesShared);
  return own ? results.filter(({ system }) => system.method === own.system.method) : [];
}

/**
 * Multi-task Δ of a system's results with one seed over single-task networks with the same seed, in percent; NaN
 * where one of these is missing or reached zero, to which no gain is relative.
 */
export function deltaOf(results: readonly TaskResult[], references: readonly TaskResult[]): number {
  const scores = results.map((result) => {
    const same = references.find(
      ({ domain, task, seed }) => domain === result.domain && task === result.task && seed === result.seed,
    );
    const { better } = metricOf(result.metric);
    const reference = same ? scoreOf(same) : Number.NaN;
    return { task: result.task, value: scoreOf(result), reference, better };
  });
  const measured = scores.every(({ reference }) => reference > 0 && Number.isFinite(reference));
  return measured ? multiTaskDelta(scores).delta : Number.NaN;
}
