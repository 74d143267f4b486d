/** What each of some sides took, round by round: milliseconds, and processor milliseconds of all threads. */
export interface Taken {
  readonly ms: number[];
  readonly processor: number[];
}

/**
 * Runs all sides once a round, so that what the machine does beside meets each of them; two rounds before are not counted. Another
 * is the first each time: memory that one leaves behind is the next one's.
 */
export function inTurns(sides: readonly (() => unknown)[], rounds: number): Taken[] {
  const taken = sides.map((): Taken => ({ ms: [], processor: [] }));
  for (let round = -2; round < rounds; round++) {
    for (let i = 0; i < sides.length; i++) {
      const turn = (i + round + 2) % sides.length;
      const [began, used] = [performance.now(), process.cpuUsage()];
      sides[turn]!();
      const took = performance.now() - began;
      const { user, system } = process.cpuUsage(used);
      if (round < 0) continue;
      taken[turn]!.ms.push(took);
      taken[turn]!.processor.push((user + system) / 1000);
    }
  }
  return taken;
}
