/** The middle value. */
export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;

/** Ratios of rounds: the middle one, the least and the largest. */
export const spreadOf = (ratios: readonly number[]) => ({
  ratio: median(ratios),
  min: Math.min(...ratios),
  max: Math.max(...ratios),
});

/** The median of so many runs, two before them not counted, in milliseconds. */
export function timeOf(run: () => unknown, runs: number): number {
  const times = Array.from({ length: runs + 2 }, () => {
    const began = performance.now();
    run();
    return performance.now() - began;
  });
  return median(times.slice(2));
}
