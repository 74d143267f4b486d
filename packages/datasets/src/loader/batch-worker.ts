// The entry of a worker thread: batches in, numbers out, one at a time in the order asked for.
import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import { assemble, buffersOf } from './assemble.js';
import { packError, type ResultMessage, type TaskMessage } from './worker-messages.js';

// The workers are the parallelism; more threads inside each would only compete with training.
sharp.concurrency(1);
sharp.cache(false);

const port = parentPort!;
let turn: Promise<void> = Promise.resolve();

port.on('message', (message: TaskMessage) => {
  turn = turn.then(() => work(message));
});

async function work({ id, task }: TaskMessage): Promise<void> {
  try {
    const batch = await assemble(task);
    port.postMessage({ id, batch } satisfies ResultMessage, buffersOf(batch));
  } catch (thrown) {
    port.postMessage({ id, error: packError(thrown) } satisfies ResultMessage);
  }
}
