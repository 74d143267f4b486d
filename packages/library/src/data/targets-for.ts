import type { TargetName } from '@ftn/datasets';
import { createTask } from '@ftn/tasks';

/**
 * What some tasks learn from, all together.
 *
 * @throws UsageError for an unknown task
 */
export const targetsFor = (tasks: readonly string[]): TargetName[] => [
  ...new Set(tasks.flatMap((name) => createTask(name, { classes: ['any'] }).targets)),
];
