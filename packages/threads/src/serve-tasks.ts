import { parentPort } from 'node:worker_threads';
import { packError } from './error-message.js';
import type { ResultMessage, TaskMessage } from './messages.js';

/**
 * Does the tasks of a pool in the thread it is called in, one at a time in the order asked for.
 *
 * `transfer` names the memory of a result that goes over without being copied.
 */
export function serveTasks<Task, Result>(
  work: (task: Task) => Result | Promise<Result>,
  transfer: (result: Result) => ArrayBuffer[] = () => [],
): void {
  const port = parentPort!;
  let turn: Promise<void> = Promise.resolve();
  const answer = async ({ id, task }: TaskMessage<Task>): Promise<void> => {
    try {
      const result = await work(task);
      port.postMessage({ id, result } satisfies ResultMessage<Result>, transfer(result));
    } catch (thrown) {
      port.postMessage({ id, error: packError(thrown) } satisfies ResultMessage<Result>);
    }
  };
  port.on('message', (message: TaskMessage<Task>) => {
    turn = turn.then(() => answer(message));
  });
}
