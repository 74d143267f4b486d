import { Queue } from 'bullmq';
import { jobName, type RunJob } from './job.js';
import type { RedisAddress } from './redis-address.js';

/** A request that takes longer, in milliseconds, is given up; the next look at the folder makes it again. */
const patience = 5000;

/** Jobs in one request: few enough to be answered in time by a machine that is busy. */
const atOnce = 100;

/** The jobs of one sweep. What it holds may vanish at any moment: the folder says what is to be done. */
export class RunQueue implements AsyncDisposable {
  readonly #queue: Queue<RunJob>;

  /** @param onTrouble told whenever the connection breaks, so that nothing is thrown where nobody waits */
  constructor(address: RedisAddress, name: string, onTrouble: (error: Error) => void) {
    this.#queue = new Queue(name, {
      connection: {
        ...address.options,
        // Requests are made again by the next look: one that waits for a Redis that is gone would hold it up.
        enableOfflineQueue: false,
        maxRetriesPerRequest: 1,
        commandTimeout: patience,
        retryStrategy: reconnectDelay,
      },
      skipVersionCheck: true,
    });
    this.#queue.on('error', onTrouble);
  }

  /** Puts runs into the queue; those that are there stay as they are. */
  async add(jobs: readonly RunJob[]): Promise<void> {
    const all = jobs.map((data) => ({
      name: jobName,
      data,
      // Nothing is kept of a job that is done: what came of it is in the folder.
      opts: { jobId: data.id, removeOnComplete: true, removeOnFail: true },
    }));
    for (let at = 0; at < all.length; at += atOnce) await this.#queue.addBulk(all.slice(at, at + atOnce));
  }

  /** How many jobs there are, being worked on or waiting. */
  async size(): Promise<number> {
    const counts = await this.#queue.getJobCounts('wait', 'active', 'delayed', 'paused', 'prioritized');
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  /** Whether Redis answers. */
  async answers(): Promise<boolean> {
    return this.size().then(
      () => true,
      () => false,
    );
  }

  /** How many workers are connected; null where Redis does not say. */
  async workers(): Promise<number | null> {
    return this.#queue.getWorkersCount().catch(() => null);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue.close().catch(() => {});
    await this.#queue.disconnect().catch(() => {});
  }
}

/** Milliseconds before a connection is tried again: a Redis that was restarted is found within a second. */
export const reconnectDelay = (times: number): number => Math.min(100 * times, 1000);
