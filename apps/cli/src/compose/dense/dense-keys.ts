import type { DenseKey } from '@ftn/datasets';
import { createDenseTask, type DenseTaskName } from '@ftn/training';

/** The maps that tasks learn from. */
export function denseKeysOf(tasks: readonly DenseTaskName[]): DenseKey[] {
  // Which map a task needs does not depend on its labels.
  return tasks.map((name) => createDenseTask(name, { classes: ['any'] }).key);
}
