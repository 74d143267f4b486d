/** HED's 101 thresholds, as SEISM sweeps them: 0.001, 0.01, 0.02 … 0.99, 0.999. */
export const hedThresholds: readonly number[] = [
  0.001,
  ...Array.from({ length: 99 }, (_, i) => (i + 1) / 100),
  0.999,
];
