/** Images a second as an average that forgets: over about the last three seconds, waiting for data included. */
export class Throughput {
  #last = performance.now();
  #rate: number | null = null;

  /** Counts images that were just done; returns the images a second. */
  add(images: number): number {
    const now = performance.now();
    const seconds = Math.max(1e-6, (now - this.#last) / 1000);
    this.#last = now;
    const keep = Math.exp(-seconds / 3);
    const current = images / seconds;
    this.#rate = this.#rate === null ? current : keep * this.#rate + (1 - keep) * current;
    return this.#rate;
  }
}
