import type { SweepCell } from '@ftn/library';
import { readPlanHash, readStoredPlan, type StoredPlan } from '@ftn/library/internal';
import type { RunJob } from './job.js';

/** The plan of a sweep's folder as it is now, on a worker: a sweep may be given another one while workers run. */
export class PlannedRuns {
  #stored: StoredPlan;
  /** Plans that are being read, by their hash: of several jobs of a new plan one reads it. */
  #reading: Promise<void> | null = null;

  constructor(stored: StoredPlan) {
    this.#stored = stored;
  }

  /** As it was read last. */
  get stored(): StoredPlan {
    return this.#stored;
  }

  /**
   * The run that a job asks for; null where the folder has no such plan, or the plan no such run.
   *
   * @throws the errors of `readStoredPlan` where the folder has a new plan
   */
  async find({ id, plan }: RunJob): Promise<SweepCell | null> {
    // Planning costs seconds: only what the folder itself says may cause it, never a job.
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
    this.#stored = await readStoredPlan(this.#stored.out);
  }
}
