/** Images a second as an average that forgets: over about the last three seconds, waiting for data included. */
export class Throughput {
  #last: number | null = null;
  #rate = 0;

  /** Counts images that were just done in a step of so many seconds; returns the images a second. */
  add(images: number, stepSeconds: number): number {
    const now = performance.now();
    // Before the first step there is nothing to count from but the step itself.
    const seconds = Math.max(1e-6, this.#last === null ? stepSeconds : (now - this.#last) / 1000);
    const keep = this.#last === null ? 0 : Math.exp(-seconds / 3);
    this.#last = now;
    this.#rate = keep * this.#rate + (1 - keep) * (images / seconds);
    return this.#rate;
  }
}

/** Three digits that count: `0.0412`, `87.5`, `1,010`. */
export function formatThroughput(rate: number): string {
  return rate.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}
