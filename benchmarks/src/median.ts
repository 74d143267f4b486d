/** The middle value. */
export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;

/** The median of so many runs, two before them not counted, in milliseconds. */
export function timeOf(run: () => unknown, runs: number): number {
  const times = Array.from({ length: runs + 2 }, () => {
    const began = performance.now();
    run();
    return performance.now() - began;
  });
  return median(times.slice(2));
}
