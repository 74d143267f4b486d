import { UsageError } from '@ftn/errors';

/** A median and how far it may be from the true one. */
export interface Median {
  /** NaN without values. */
  readonly value: number;
  /** 0 while every value is kept. */
  readonly within: number;
}

/**
 * The median of any number of values from a known range in bounded memory, for an even number the mean of the two in
 * the middle.
 *
 * Up to `exactUpTo` values are kept and the median is exact. Beyond, they become counts in `bins` equal bins: the median
 * is interpolated inside the bin that holds it and off by at most the width of a bin, which the result says.
 */
export class StreamingMedian {
  readonly #low: number;
  readonly #width: number;
  readonly #bins: number;
  readonly #exactUpTo: number;
  #values = new Float64Array(1024);
  #count = 0;
  #histogram: Float64Array | undefined;

  /** @throws UsageError for an empty range or sizes below 1. */
  constructor({
    low,
    high,
    exactUpTo = 2 ** 22,
    bins = 2 ** 22,
  }: {
    low: number;
    high: number;
    exactUpTo?: number;
    bins?: number;
  }) {
    if (!(high > low) || !(bins >= 1) || !(exactUpTo >= 1)) {
      throw new UsageError('A median needs a range and room for values', {
        expected: 'high above low, at least one bin and one value',
        got: `${low} to ${high}, ${bins} bins, ${exactUpTo} values`,
      });
    }
    this.#low = low;
    this.#width = (high - low) / bins;
    this.#bins = bins;
    this.#exactUpTo = exactUpTo;
  }

  /** Adds a value; one outside the range counts at its nearer end. */
  add(value: number): void {
    if (this.#count === this.#exactUpTo) this.#toHistogram();
    if (this.#histogram) this.#histogram[this.#bin(value)]!++;
    else {
      if (this.#count === this.#values.length) this.#growValues();
      this.#values[this.#count] = value;
    }
    this.#count++;
  }

  result(): Median {
    if (this.#count === 0) return { value: Number.NaN, within: 0 };
    if (this.#histogram) {
      return { value: this.#quantile(this.#histogram, (this.#count - 1) / 2), within: this.#width };
    }
    const sorted = this.#values.slice(0, this.#count).sort();
    const middle = (this.#count - 1) / 2;
    return { value: (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2, within: 0 };
  }

  reset(): void {
    this.#count = 0;
    this.#histogram = undefined;
    this.#values = new Float64Array(1024);
  }

  #bin(value: number): number {
    return Math.max(0, Math.min(this.#bins - 1, Math.floor((value - this.#low) / this.#width)));
  }

  /** The value of a rank (from 0) when those of a bin are spread evenly over it. */
  #quantile(histogram: Float64Array, rank: number): number {
    let before = 0;
    for (let bin = 0; bin < histogram.length; bin++) {
      const inside = histogram[bin]!;
      if (before + inside > rank) return this.#low + this.#width * (bin + (rank - before + 0.5) / inside);
      before += inside;
    }
    return this.#low + this.#width * this.#bins;
  }

  #growValues(): void {
    const values = new Float64Array(Math.min(this.#exactUpTo, 2 * this.#values.length));
    values.set(this.#values);
    this.#values = values;
  }

  #toHistogram(): void {
    if (this.#histogram) return;
    this.#histogram = new Float64Array(this.#bins);
    for (let i = 0; i < this.#count; i++) this.#histogram[this.#bin(this.#values[i]!)]!++;
    this.#values = new Float64Array(1);
  }
}
