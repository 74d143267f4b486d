import type { ListedObject } from './list-page.js';

/**
 * Since when each sign of life has been the same, by this process's own clock: those of machines and stores may differ by any
 * amount. What was looked at twice, a lease apart, and did not change was silent for a lease.
 */
export class Silence {
  readonly #seen = new Map<string, { readonly version: string; readonly since: number }>();

  /** The moment before a list is asked for: what it says is no older. */
  readonly now = (): number => performance.now();

  /**
   * Milliseconds for which a sign has been known not to change.
   *
   * @param asked when the list that has it was asked for
   */
  of({ key, version }: ListedObject, asked: number): number {
    const before = this.#seen.get(key);
    if (before?.version === version) return Math.max(0, asked - before.since);
    // Counted from after the answer: the sign may have been given while the list was on its way.
    this.#seen.set(key, { version, since: this.now() });
    return 0;
  }
}
