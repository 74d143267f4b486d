import { Worker } from 'node:worker_threads';
import { UsageError } from '@ftn/errors';
import { ThreadPool } from '@ftn/threads';
import type { BatchTask, Made } from './assemble.js';
import { detached } from './detached.js';

/** Threads that assemble batches. */
export class WorkerPool {
  readonly #threads: ThreadPool<BatchTask, Made<BatchTask>>;

  constructor(size: number) {
    this.#threads = new ThreadPool({
      size,
      name: 'a data worker',
      start: startWorker,
      closed: () => new UsageError('the batch loader was closed', { hint: 'Create a new one to continue.' }),
    });
  }

  run<T extends BatchTask>(task: T): Promise<Made<T>> {
    // A worker answers a task with the batch of its kind.
    return this.#threads.run(detached(task)) as Promise<Made<T>>;
  }

  close(): Promise<void> {
    return this.#threads.close();
  }
}

/** Starts the worker's file as it lies beside this one: TypeScript in a clone, JavaScript once built. */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./batch-worker.js', import.meta.url));
  return new Worker(new URL('./batch-worker-source.mjs', import.meta.url), {
    execArgv: ['--conditions=@ftn/source'],
  });
}
