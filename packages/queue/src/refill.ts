import type { CellState, SweepStore } from '@ftn/library';
import { readCell, type StoredPlan } from '@ftn/library/internal';
import type { RunQueue } from './run-queue.js';

/** How the runs of a sweep stand, by the states of their folders, or by the store that keeps them. */
export interface Standing {
  readonly finished: number;
  readonly failed: number;
  readonly running: number;
  /** Runs of which somebody has still to do something. */
  readonly open: number;
}

/** A sweep whose runs are looked at. */
interface Looked extends Pick<StoredPlan, 'out' | 'cells' | 'hash'> {}

/** Where they are kept besides, and what is told of that. */
export interface LookedIn {
  readonly store?: SweepStore | undefined;
  /** Milliseconds without a sign of life after which a run goes on no more. */
  readonly lease?: number | undefined;
  /** Told where the store does not answer. */
  readonly onTrouble?: (() => void) | undefined;
}

/**
 * Looks at the folder of a sweep again and again, and puts into the queue what is to be done and not there: at the start,
 * and after Redis lost what it held.
 */
export class Refill {
  readonly #queue: RunQueue;
  readonly #stored: Looked;
  readonly #in: LookedIn;
  readonly #finished = new Set<string>();
  #last: Standing;

  constructor(queue: RunQueue, stored: Looked, lookedIn: LookedIn = {}) {
    this.#queue = queue;
    this.#stored = stored;
    this.#in = lookedIn;
    this.#last = { finished: 0, failed: 0, running: 0, open: stored.cells.length };
  }

  /** Whether it looks for the runs of this plan. */
  isOf(stored: object): boolean {
    return stored === this.#stored;
  }

  /** Looks once. The folder is read also where Redis does not answer; while a store does not, all is as it was. */
  async look(): Promise<Standing> {
    const { cells, hash } = this.#stored;
    const stateOf = await this.#states();
    if (!stateOf) return this.#last;
    const waiting: string[] = [];
    let failed = 0;
    let running = 0;
    for (const { id } of cells) {
      // What is finished stays so.
      if (this.#finished.has(id)) continue;
      const state = await stateOf(id);
      if (state === 'finished') this.#finished.add(id);
      else if (state === 'failed') failed++;
      else if (state === 'running') running++;
      else waiting.push(id);
    }
    const open = running + waiting.length;
    // Jobs of runs that go on are there, too, unless they were lost; then these runs need none.
    if (waiting.length > 0 && (await this.#queue.size().catch(() => open)) < open)
      await this.#queue.add(waiting.map((id) => ({ id, plan: hash }))).catch(() => {});
    this.#last = { finished: this.#finished.size, failed, running, open };
    return this.#last;
  }

  /** What says how a run stands; of a store all are asked at once. Null where it does not answer. */
  async #states(): Promise<((id: string) => CellState | Promise<CellState>) | null> {
    const { out } = this.#stored;
    const { store, lease, onTrouble } = this.#in;
    if (!store)
      return (id) =>
        readCell(out, { id }).then(
          ({ state }) => state,
          () => 'failed',
        );
    try {
      const standing = await store.standing({ lease });
      return (id) => standing.get(id) ?? 'waiting';
    } catch {
      onTrouble?.();
      return null;
    }
  }
}
