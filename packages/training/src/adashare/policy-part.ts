import type { Domain } from '@ftn/adapters';
import { RandomStream } from '@ftn/random';
import {
  type BlockGate,
  type PolicyNoise,
  type ResolvedAdaShareOptions,
  sharingLoss,
  sparsityLoss,
} from '@ftn/tensor-factors';
import { add, mul, type Scalar } from '@tensorflow/tfjs-core';
import type { GroupPart } from '../joint/group-learner.js';
import type { SchedulePoint } from '../schedules/schedule.js';

/** A sample of the standard Gumbel distribution, −log(−log u) with u uniform. */
function gumbel(random: RandomStream): number {
  return -Math.log(-Math.log(Math.max(random.uniform(), Number.MIN_VALUE)));
}

/** The noise of one block's two logits. */
function gumbelNoise(random: RandomStream): PolicyNoise {
  return [gumbel(random), gumbel(random)];
}

/** The temperature of the Gumbel softmax in a round, from 0: τ·cooling^round. */
export function temperatureOf({ temperature, cooling }: ResolvedAdaShareOptions, round: number): number {
  return temperature * cooling ** round;
}

/** How many blocks, from the last one on, have a policy to learn in a round: one more every `curriculum` rounds. */
export function openBlocks({ curriculum }: ResolvedAdaShareOptions, round: number, blocks: number): number {
  return curriculum === 0 ? blocks : Math.min(blocks, Math.floor(round / curriculum) + 1);
}

/** The noise of every block of a domain in a step, first block first. */
export type NoiseSource = (domain: string, step: number, blocks: number) => readonly PolicyNoise[];

/** Noise named by seed, domain and step, so that a resumed run draws the same. */
export function seededNoise(seed: number): NoiseSource {
  return (domain, step, blocks) => {
    const random = new RandomStream(seed, 'gumbel', domain, step);
    return Array.from({ length: blocks }, () => gumbelNoise(random));
  };
}

/** How blocks run while policies are learned: relaxed samples of the blocks the round has opened, the others in full. */
export function sampledGates(
  options: ResolvedAdaShareOptions,
  noise: NoiseSource,
): NonNullable<GroupPart['gates']> {
  return (domain: Domain, { step, epoch }: SchedulePoint) => {
    const policies = [...domain.parts.policies];
    const drawn = noise(domain.name, step, policies.length);
    const closed = policies.length - openBlocks(options, epoch, policies.length);
    const temperature = temperatureOf(options, epoch);
    return new Map<string, BlockGate>(
      policies
        .map(([name, policy], l) => [name, policy.sample(drawn[l]!, temperature)] as const)
        .slice(closed),
    );
  };
}

/** What joins the losses while policies move: λ_sparsity·sparsity + λ_sharing·sharing. */
export function policyPenalty(options: ResolvedAdaShareOptions): NonNullable<GroupPart['penalty']> {
  return (domains: readonly Domain[], { epoch }: SchedulePoint): Scalar => {
    const logits = domains.map(({ parts }) =>
      [...parts.policies.values()].map(({ trainable }) => trainable.get('logits')!),
    );
    const open = openBlocks(options, epoch, logits[0]!.length);
    return add(mul(sparsityLoss(logits, open), options.sparsity), mul(sharingLoss(logits), options.sharing));
  };
}
