import { setTimeout } from 'node:timers/promises';
import type { Block, Side, Taken } from './python-side.js';

/** How this library stands to the fastest of the others: their time over ours, of the same round. */
export interface Paired {
  /** The middle of all rounds' ratios, the least and the largest. */
  readonly ratio: number;
  readonly min: number;
  readonly max: number;
  /** The same of processor time, least over least. */
  readonly processorRatio: number;
  /** The other side that was fastest. */
  readonly against: string;
  /** Milliseconds of a step, the median of all, and the most memory held, in megabytes: ours and theirs. */
  readonly milliseconds: number;
  readonly theirMilliseconds: number;
  readonly peakMegabytes: number;
  readonly theirPeakMegabytes: number;
  /** Of that what came with the first step: what was held before it is subtracted. */
  readonly stepMegabytes: number;
  readonly theirStepMegabytes: number;
  /** How much of the threads' time stood idle: 1 is none. */
  readonly wallOverProcessor: number;
}

/** The middle value. */
export const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** Milliseconds between turns: threads look round for more work before they sleep, on the processors of whose turn it is. */
const rest = 100;

const least = (taken: readonly Taken[]) => Math.min(...taken.map(({ processor }) => processor));

/**
 * Lets sides take turns, a block of steps each, and compares them round by round: what else the machine does falls on all of
 * them. The first block of each is not counted, since kernels are compiled and memory is taken in it.
 */
export async function pair(
  [ours, ...others]: readonly [Side, ...Side[]],
  block: Block,
  {
    rounds,
    threads,
    onRound,
  }: { readonly rounds: number; readonly threads: number; readonly onRound: (done: number) => void },
): Promise<Paired> {
  const sides = [ours, ...others];
  const taken = new Map<Side, Taken[]>(sides.map((side) => [side, []]));
  for (const side of sides) await side.run({ ...block, steps: 2 });
  for (let round = 0; round < rounds; round++) {
    // The first to run in a round is another each time.
    const turned = [...sides.slice(round % sides.length), ...sides.slice(0, round % sides.length)];
    for (const side of turned) {
      await setTimeout(rest);
      taken.get(side)!.push(await side.run(block));
    }
    onRound(round + 1);
  }
  const stepOf = (side: Side) => median(taken.get(side)!.flatMap(({ ms }) => ms));
  const best = others.reduce((a, b) => (stepOf(b) < stepOf(a) ? b : a));
  const [mine, theirs] = [taken.get(ours)!, taken.get(best)!];
  const ratios = theirs.map(({ ms }, round) => median(ms) / median(mine[round]!.ms));
  // Each block's, of the middle: the one whose threads others took least from is as far off as the one they took most from.
  const idle = mine.map(({ ms, processor }) => (threads * ms.reduce((sum, one) => sum + one, 0)) / processor);
  const peakOf = (all: readonly Taken[]) => Math.max(...all.map(({ peak }) => peak)) / 1e6;
  return {
    ratio: median(ratios),
    min: Math.min(...ratios),
    max: Math.max(...ratios),
    processorRatio: least(theirs) / least(mine),
    against: best.name,
    milliseconds: stepOf(ours),
    theirMilliseconds: stepOf(best),
    peakMegabytes: peakOf(mine),
    theirPeakMegabytes: peakOf(theirs),
    stepMegabytes: peakOf(mine) - mine[0]!.resting / 1e6,
    theirStepMegabytes: peakOf(theirs) - theirs[0]!.resting / 1e6,
    wallOverProcessor: median(idle),
  };
}
