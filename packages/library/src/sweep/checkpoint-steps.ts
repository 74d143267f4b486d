import { basename, dirname } from 'node:path';
import { checkpointStep } from '@ftn/checkpoints/node';

/** Steps that need not be taken again, over all tasks of a run: each has its checkpoints in a folder of its own. */
export function stepsIn(paths: readonly string[]): number {
  const newest = new Map<string, number>();
  for (const path of paths) {
    const step = checkpointStep(basename(path));
    const task = dirname(path);
    if (step !== null) newest.set(task, Math.max(step, newest.get(task) ?? 0));
  }
  return [...newest.values()].reduce((sum, step) => sum + step, 0);
}
