import type { ResolvedAdaShareOptions } from '@ftn/tensor-factors';

/** The temperature of the Gumbel softmax in a round, from 0: τ·cooling^round. */
export function temperatureOf({ temperature, cooling }: ResolvedAdaShareOptions, round: number): number {
  return temperature * cooling ** round;
}

/** How many blocks, from the last one on, have a policy to learn in a round: one more every `curriculum` rounds. */
export function openBlocks({ curriculum }: ResolvedAdaShareOptions, round: number, blocks: number): number {
  return curriculum === 0 ? blocks : Math.min(blocks, Math.floor(round / curriculum) + 1);
}
