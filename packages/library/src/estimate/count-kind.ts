import type { Backbone } from '@ftn/backbones';
import { createMembers, type Member, OptimizerSet } from '@ftn/training';
import type { Tensor } from '@tensorflow/tfjs-core';
import { optimizerBytes } from '../memory/step-memory.js';
import type { CellOptions } from '../sweep/run-identity.js';
import { outputStrideOf, planTraining, tasksOf } from '../train/plan-training.js';
import { countMultiplyAdds, type MultiplyAdds } from './multiply-adds.js';

/** A run that stands for all of its kind, and which of its tasks is meant. */
export interface KindRequest {
  readonly options: CellOptions;
  readonly task: string;
  readonly classes: readonly string[];
}

const bytesOf = (tensors: Iterable<Tensor>) => [...tensors].reduce((n, { size }) => n + 4 * size, 0);

/** The kind as a training takes it. */
export function planKind({ options, task, classes }: KindRequest) {
  const { recipe, system } = planTraining(options);
  const outputStride = outputStrideOf(recipe);
  const network = { name: recipe.backbone, weights: options.weights, outputStride };
  const { size } = recipe.input;
  return { system, network, size, task: tasksOf(recipe, classes).find(({ name }) => name === task)! };
}

export type Planned = ReturnType<typeof planKind>;

/** Gives a fresh domain of a kind over its backbone to `use`, and releases it. */
export async function withMember<T>(
  { system, task }: Planned,
  backbone: Backbone,
  use: (member: Member) => T | Promise<T>,
): Promise<T> {
  const data = { name: 'estimate' };
  const [member] = createMembers({ backbone, system, data, tasks: [task], seed: 0 });
  try {
    return await use(member!);
  } finally {
    member!.domain.dispose();
  }
}

/** What is known of a kind without a step of it. */
export interface Counted {
  readonly kind: Planned;
  readonly adds: MultiplyAdds;
  /** Bytes of its parameters while a step is taken. */
  readonly state: number;
  readonly adapter: number;
  readonly checkpoint: number;
}

/** Counts a kind over its backbone. */
export const countKind = (kind: Planned, backbone: Backbone): Promise<Counted> =>
  withMember(kind, backbone, ({ domain }) => {
    const { optimizers } = kind.system.config;
    using set = new OptimizerSet(domain.parameters(), optimizers);
    return {
      kind,
      adds: countMultiplyAdds(domain, kind.size),
      state: optimizerBytes(domain),
      adapter: bytesOf(domain.stored().values()),
      checkpoint: bytesOf(domain.state().values()) + bytesOf(set.state().slots.values()),
    };
  });
