/** Whether what is left is still good enough without these units. */
export type Accepts<T> = (removed: readonly T[]) => Promise<boolean>;

/**
 * Which of `units`, cheapest to lose first, can be removed together such that `accepts` still holds; the
 * returned set is one that `accepts` was asked about and held for (or empty).
 *
 * The longest acceptable run of units is found by doubling and bisecting, the unit after it stays, and the same
 * continues after it. `trials` bounds how often `accepts` is asked in all.
 */
export async function removeInOrder<T>(
  units: readonly T[],
  accepts: Accepts<T>,
  trials: number,
): Promise<T[]> {
  let removed: T[] = [];
  let rest = units;
  let left = trials;
  const holds = async (count: number) => {
    left--;
    return accepts([...removed, ...rest.slice(0, count)]);
  };
  while (rest.length > 0 && left > 0) {
    let good = 0;
    let bad = rest.length + 1;
    // Doubling until it fails; then bisecting between the last that held and the first that failed.
    for (let next = 1; bad - good > 1 && left > 0; ) {
      if (await holds(next)) good = next;
      else bad = next;
      next = bad > rest.length ? Math.min(rest.length, good * 2) : (good + bad) >> 1;
    }
    removed = [...removed, ...rest.slice(0, good)];
    rest = rest.slice(good + 1);
  }
  return removed;
}
