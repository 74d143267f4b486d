import type { SweepCell, SweepStore } from '@ftn/library';
import { readPlanHash, readStoredPlan, type StoredPlan } from '@ftn/library/internal';
import type { RunJob } from './job.js';

/** The plan of a sweep's folder as it is now, on a worker: a sweep may be given another one while workers run. */
export class PlannedRuns {
  #stored: StoredPlan;
  /** Plans that are being read, by their hash: of several jobs of a new plan one reads it. */
  #reading: Promise<void> | null = null;

  readonly #store: SweepStore | undefined;

  constructor(stored: StoredPlan, store?: SweepStore) {
    this.#stored = stored;
    this.#store = store;
  }

  /** As it was read last. */
  get stored(): StoredPlan {
    return this.#stored;
  }

  /**
   * The run that a job asks for; null where folder and store have no such plan, or the plan no such run.
   *
   * @throws the errors of `readStoredPlan` where the folder has a new plan
   */
  async find({ id, plan }: RunJob): Promise<SweepCell | null> {
    // Planning costs seconds: only what the folder itself says may cause it, never a job.
    if (plan !== this.#stored.hash) await this.#store?.pullPlan(this.#stored.out);
    if (plan !== this.#stored.hash && plan === readPlanHash(this.#stored.out)) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = null;
      });
      await this.#reading;
    }
    if (plan !== this.#stored.hash) return null;
    return this.#stored.cells.find((cell) => cell.id === id) ?? null;
  }

  async #read(): Promise<void> {
    this.#stored = await readStoredPlan(this.#stored.out, this.#store);
  }
}
