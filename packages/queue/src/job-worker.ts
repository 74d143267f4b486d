import { type Job, WaitingError, Worker } from 'bullmq';
import type { RedisAddress } from './redis-address.js';
import { reconnectDelay } from './run-queue.js';

/** What is done with a job: `done` takes it out of the queue, `back` leaves it to another worker. */
export type JobEnd = 'done' | 'back';

/** A job as it was taken: whoever may write to Redis may have put it there. */
export type TakenJob = Pick<Job<unknown>, 'id' | 'name' | 'data'>;

/** How jobs are taken. */
interface JobWorkerOptions {
  readonly address: RedisAddress;
  readonly name: string;
  /** Jobs at once. */
  readonly jobs: number;
  /** Milliseconds after which a job whose worker does not answer is given to another one. */
  readonly lease: number;
  readonly onJob: (job: TakenJob) => Promise<JobEnd>;
  /** Whether Redis can be told how the last jobs ended. */
  readonly answers: () => Promise<boolean>;
  /** Told whenever the connection breaks. */
  readonly onTrouble: (error: Error) => void;
  /** Told of a job that was given to another worker, because the one that had it was silent. */
  readonly onStalled?: ((id: string) => void) | undefined;
}

/** Nobody counts how often a run lost its worker: that is no fault of the run, and a crash of its training is counted elsewhere. */
const anyNumber = 2 ** 31 - 1;

/** Takes jobs from a queue until it is disposed, which waits for those it has. */
export class JobWorker implements AsyncDisposable {
  readonly #worker: Worker<unknown>;
  readonly #underWay = new Set<Promise<JobEnd>>();
  readonly #answers: () => Promise<boolean>;

  constructor(options: JobWorkerOptions) {
    const { address, name, jobs, lease, onJob, onTrouble, onStalled } = options;
    this.#answers = options.answers;
    this.#worker = new Worker<unknown>(
      name,
      async (job, token) => {
        const ending = onJob(job);
        this.#underWay.add(ending);
        const end = await ending.finally(() => this.#underWay.delete(ending));
        if (end === 'done') return;
        await job.moveToWait(token);
        throw new WaitingError();
      },
      {
        connection: {
          ...address.options,
          retryStrategy: reconnectDelay,
          // A server that became a replica: the address may lead to its successor by now.
          reconnectOnError: ({ message }) => message.startsWith('READONLY'),
        },
        concurrency: jobs,
        lockDuration: lease,
        stalledInterval: Math.max(100, lease / 10),
        maxStalledCount: anyNumber,
        drainDelay: 1,
        runRetryDelay: 1000,
        skipVersionCheck: true,
        // Of a job that is done nothing is kept, whatever the one who put it there asked for.
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      },
    );
    this.#worker.on('error', onTrouble);
    this.#worker.on('stalled', (id) => onStalled?.(id));
    // What a job throws is told where it is worked on; the event alone must not end the process.
    this.#worker.on('failed', () => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.pause(true).catch(() => {});
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    // One that is gone is not waited for: its successor learns from the folder how the last jobs ended.
    const gone = !(await this.#answers());
    await this.#worker.close(gone).catch(() => {});
  }
}
