import { availableParallelism } from 'node:os';
import { UsageError } from '@ftn/errors';
import { type EdgeProtocol, edgeProtocol } from '../edges/edge-protocol.js';
import { type EdgeScores, edgeScores } from '../edges/edge-scores.js';
import { addCounts, type EdgeTotals, emptyTotals } from '../edges/edge-totals.js';
import type { EdgePair } from './edge-pair.js';
import { closedError, WorkerPool } from './worker-pool.js';

/** The protocol and the threads of an edge scorer. */
export interface EdgeScorerOptions {
  /** NYUD's protocol where nothing is said. */
  readonly protocol?: Partial<EdgeProtocol>;
  /** Threads; one fewer than the machine has processors by default. The scores are the same for any number. */
  readonly workers?: number;
  /** Called after each image with how many are done; in which order they are done is open. */
  readonly onProgress?: (done: number) => void;
}

/**
 * `OdsF` on worker threads: images go to the threads as they come, their counts are summed here.
 *
 * `add` waits while two images a thread are under way, so that memory stays flat however many images there are.
 */
export class EdgeScorer implements AsyncDisposable {
  readonly protocol: EdgeProtocol;
  readonly #pool: WorkerPool;
  readonly #room: number;
  readonly #onProgress: (done: number) => void;
  readonly #totals: EdgeTotals;
  readonly #underWay = new Set<Promise<void>>();
  #error: unknown;
  #failed = false;

  /** @throws UsageError for a protocol that measures nothing or no thread. */
  constructor({ protocol, workers, onProgress = () => {} }: EdgeScorerOptions = {}) {
    this.protocol = edgeProtocol(protocol);
    const threads = workers ?? Math.max(1, availableParallelism() - 1);
    if (!Number.isInteger(threads) || threads < 1) {
      throw new UsageError('invalid number of edge workers', {
        expected: 'a positive integer',
        got: String(threads),
      });
    }
    this.#pool = new WorkerPool(threads, this.protocol);
    this.#room = 2 * threads;
    this.#onProgress = onProgress;
    this.#totals = emptyTotals(this.protocol.thresholds.length);
  }

  /**
   * Hands over an image and returns when there is room for the next.
   * @throws MismatchError, with the file, when an image handed over before could not be scored.
   */
  async add(pair: EdgePair): Promise<void> {
    this.#rethrow();
    const work: Promise<void> = this.#pool
      .run(pair)
      .then((counts) => {
        addCounts(this.#totals, counts);
        this.#onProgress(this.#totals.images);
      })
      .catch((error: unknown) => {
        if (!this.#failed) this.#error = error;
        this.#failed = true;
      })
      .finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
    while (this.#underWay.size >= this.#room) await Promise.race(this.#underWay);
    this.#rethrow();
  }

  /** The scores of all images handed over, once they are done. */
  async result(): Promise<EdgeScores> {
    return edgeScores(await this.totals(), this.protocol.thresholds);
  }

  /** The sums of all images handed over, once they are done: what `OdsF.merge` takes. */
  async totals(): Promise<EdgeTotals> {
    await Promise.all(this.#underWay);
    this.#rethrow();
    return structuredClone(this.#totals);
  }

  /** Stops the threads; the scorer cannot be used again. */
  async close(): Promise<void> {
    if (!this.#failed) this.#error = closedError();
    this.#failed = true;
    await this.#pool.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #rethrow(): void {
    if (this.#failed) throw this.#error;
  }
}

/** Scores a stream of images on worker threads. */
export async function scoreEdges(
  pairs: AsyncIterable<EdgePair> | Iterable<EdgePair>,
  options: EdgeScorerOptions = {},
): Promise<EdgeScores> {
  const scorer = new EdgeScorer(options);
  try {
    for await (const pair of pairs) await scorer.add(pair);
    return await scorer.result();
  } finally {
    await scorer.close();
  }
}
