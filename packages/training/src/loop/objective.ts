import type { Task } from '@ftn/tasks';

/** All that a training step asks of a task. */
export type Objective = Pick<Task, 'name' | 'loss'>;
