import { createTask } from '@ftn/tasks';
import type { TaskResult } from '@ftn/training';
import { displayName } from './display-names.js';

/** The shortest name that tells a row of a table from the others. */
export interface Place {
  readonly domain?: string;
  readonly task?: string;
}

/** Whether a task is told by its name: those that read no more than the class of an image go without saying. */
const isNamed = (task: string): boolean =>
  createTask(task, { classes: [] }).targets.some((target) => target !== 'label');

/** How the results of a comparison are distinguished, and what is made of all of one system's together. */
export interface Places {
  readonly placeOf: (result: Pick<TaskResult, 'domain' | 'task'>) => Place;
  /** Whether rows name their task. */
  readonly byTask: boolean;
  /** The mean of one task's metric over domains, or the mean relative gain of several tasks. */
  readonly overall: 'mean' | 'delta';
}

/**
 * Rows name their domain where there are several, or no task is named; their task where there are several, or it
 * predicts maps.
 */
export function placesOf(results: readonly Pick<TaskResult, 'domain' | 'task'>[]): Places {
  const tasks = [...new Set(results.map(({ task }) => task))];
  const domains = new Set(results.map(({ domain }) => domain));
  const byTask = tasks.length > 1 || tasks.some(isNamed);
  const byDomain = domains.size > 1 || !byTask;
  return {
    placeOf: ({ domain, task }) => ({ ...(byDomain ? { domain } : {}), ...(byTask ? { task } : {}) }),
    byTask,
    overall: byTask && (tasks.length > 1 || domains.size === 1) ? 'delta' : 'mean',
  };
}

/** What tells a place from the others. */
export const placeKey = ({ domain, task }: Place): string => JSON.stringify([domain ?? null, task ?? null]);

/** A place as people read it: `sketch`, `edges`, `sketch, edges`. */
export const shownPlace = ({ domain, task }: Place): string =>
  [domain, task === undefined ? undefined : displayName(task)]
    .filter((part) => part !== undefined)
    .join(', ');
