import type { TargetName } from '@ftn/datasets';
import { createTask, type Task } from '@ftn/tasks';

/** What some tasks learn from, all together. */
export const learnedOf = (tasks: readonly Pick<Task, 'targets'>[]): TargetName[] => [
  ...new Set(tasks.flatMap(({ targets }) => targets)),
];

/**
 * What tasks learn from by their names, over whichever classes.
 *
 * @throws UsageError for an unknown task
 */
export const learnedByName = (names: readonly string[]): TargetName[] =>
  learnedOf(names.map((name) => createTask(name, { classes: ['any'] })));
