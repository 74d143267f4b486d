/**
 * A metric that is fed batch by batch and keeps counts or sums only, never the predictions themselves.
 * Each metric is one file with one class of this shape; the evaluation loop knows no other.
 */
export interface Meter<Prediction, Target, Result> {
  /** Adds a batch; a batch that is refused leaves the meter as it was. */
  update(prediction: Prediction, target: Target): void;
  /** The metric over everything added since the last reset. */
  result(): Result;
  /** Forgets everything added so far. */
  reset(): void;
}
