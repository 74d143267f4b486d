/**
 * Lets timers, signals and messages have their turn: native steps and batches in memory would otherwise
 * follow each other without a break.
 */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
