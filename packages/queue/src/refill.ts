import { readCell, type StoredPlan } from '@ftn/library/internal';
import type { RunQueue } from './run-queue.js';

/** How the runs of a sweep stand, by the states of their folders. */
export interface Standing {
  readonly finished: number;
  readonly failed: number;
  readonly running: number;
  /** Runs of which somebody has still to do something. */
  readonly open: number;
}

/**
 * Looks at the folder of a sweep again and again, and puts into the queue what is to be done and not there: at the start,
 * and after Redis lost what it held.
 */
export class Refill {
  readonly #queue: RunQueue;
  readonly #stored: Pick<StoredPlan, 'out' | 'cells' | 'hash'>;
  readonly #finished = new Set<string>();

  constructor(queue: RunQueue, stored: Pick<StoredPlan, 'out' | 'cells' | 'hash'>) {
    this.#queue = queue;
    this.#stored = stored;
  }

  /** Whether it looks for the runs of this plan. */
  isOf(stored: object): boolean {
    return stored === this.#stored;
  }

  /** Looks once. The folder is read also where Redis does not answer. */
  async look(): Promise<Standing> {
    const { out, cells, hash } = this.#stored;
    const waiting: string[] = [];
    let failed = 0;
    let running = 0;
    for (const { id } of cells) {
      // What is finished stays so.
      if (this.#finished.has(id)) continue;
      const { state } = await readCell(out, { id }).catch(() => ({ state: 'failed' as const }));
      if (state === 'finished') this.#finished.add(id);
      else if (state === 'failed') failed++;
      else if (state === 'running') running++;
      else waiting.push(id);
    }
    const open = running + waiting.length;
    // Jobs of runs that go on are there, too, unless they were lost; then these runs need none.
    if (waiting.length > 0 && (await this.#queue.size().catch(() => open)) < open)
      await this.#queue.add(waiting.map((id) => ({ id, plan: hash }))).catch(() => {});
    return { finished: this.#finished.size, failed, running, open };
  }
}
