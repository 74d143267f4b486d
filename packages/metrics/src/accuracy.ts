import { UsageError } from '@ftn/errors';
import type { Meter } from './meter.js';
import { rankOfLabel } from './rank-of-label.js';
import { highestLogit, requireLogits } from './require-logits.js';

/** What one class of the ground truth contributed. */
export interface ClassAccuracy {
  /** Samples of this class. */
  readonly count: number;
  /** Those whose first prediction was this class. */
  readonly correct: number;
  /** 100·correct / count, in percent; NaN for a class without samples. */
  readonly accuracy: number;
}

/** Top-k accuracies in percent under `top1`, `top5` …, with the counts they come from. */
export type AccuracyResult<K extends number = 1 | 5> = { readonly [k in K as `top${k}`]: number } & {
  /** Samples seen, invalid ones included. */
  readonly count: number;
  /** Samples with a NaN among their logits: wrong for every k, and in no column of `confusion`. */
  readonly invalid: number;
  readonly perClass: readonly ClassAccuracy[];
  /** classes × classes counts, row-major: `confusion[label * classes + prediction]`. */
  readonly confusion: Uint32Array;
};

/**
 * Streaming top-k accuracy: 100 · (samples whose label is among the k highest logits) / samples, in percent.
 *
 * Equal logits are ranked by class index, lowest first (as `argmax` does); a sample with a NaN among its
 * logits is wrong for every k; a k of at least `classes` accepts every other sample. Before the first
 * sample the accuracies are NaN.
 */
export class Accuracy<const K extends number = 1 | 5>
  implements Meter<Float32Array, Int32Array, AccuracyResult<K>>
{
  readonly #classes: number;
  readonly #topK: readonly number[];
  readonly #hits: Float64Array;
  readonly #confusion: Uint32Array;
  readonly #invalidPerClass: Uint32Array;

  /** @throws UsageError for a number of classes or a k that is not a positive integer. */
  constructor({ classes, topK }: { classes: number; topK?: readonly K[] }) {
    const ks: readonly number[] = topK ?? [1, 5];
    for (const [name, value] of [
      ['classes', classes],
      ...ks.map((k) => ['k of topK', k] as const),
    ] as const) {
      if (!Number.isInteger(value) || value < 1) {
        throw new UsageError(`accuracy cannot use this ${name}`, {
          expected: 'a positive integer',
          got: String(value),
        });
      }
    }
    this.#classes = classes;
    this.#topK = ks;
    this.#hits = new Float64Array(ks.length);
    this.#confusion = new Uint32Array(classes * classes);
    this.#invalidPerClass = new Uint32Array(classes);
  }

  /**
   * Adds a batch of logits (n × classes, row-major) with its labels (n).
   * @throws MismatchError when the two do not fit together or a label is not a class; nothing is counted then.
   */
  update(logits: Float32Array, labels: Int32Array): void {
    const classes = this.#classes;
    requireLogits(logits, labels, classes);
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i]!;
      const offset = i * classes;
      const rank = rankOfLabel(logits, offset, classes, label);
      if (rank === Number.POSITIVE_INFINITY) {
        this.#invalidPerClass[label]!++;
        continue;
      }
      for (let j = 0; j < this.#topK.length; j++) {
        if (rank < this.#topK[j]!) this.#hits[j]!++;
      }
      this.#confusion[label * classes + highestLogit(logits, offset, classes)]!++;
    }
  }

  result(): AccuracyResult<K> {
    const classes = this.#classes;
    const perClass = Array.from({ length: classes }, (_, c): ClassAccuracy => {
      const row = this.#confusion.subarray(c * classes, (c + 1) * classes);
      const count = row.reduce((sum, n) => sum + n, this.#invalidPerClass[c]!);
      const correct = row[c]!;
      return { count, correct, accuracy: (100 * correct) / count };
    });
    const count = perClass.reduce((sum, one) => sum + one.count, 0);
    const invalid = this.#invalidPerClass.reduce((sum, n) => sum + n, 0);
    const top = Object.fromEntries(this.#topK.map((k, j) => [`top${k}`, (100 * this.#hits[j]!) / count]));
    return {
      ...(top as { readonly [k in K as `top${k}`]: number }),
      count,
      invalid,
      perClass,
      confusion: this.#confusion.slice(),
    };
  }

  reset(): void {
    this.#hits.fill(0);
    this.#confusion.fill(0);
    this.#invalidPerClass.fill(0);
  }
}
