import type { Domain, DomainGroup, Parameter } from '@ftn/adapters';
import type { Batch } from '@ftn/datasets';
import { valueAndGradients } from '@ftn/ops';
import type { BlockGate } from '@ftn/tensor-factors';
import { add, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import type { Learner, LearnerState } from '../loop/learner.js';
import { sectionOf, withPrefix } from '../loop/names.js';
import type { Objective } from '../loop/objective.js';
import { type StepGradients, type StepOutcome, stepGradients } from '../loop/train-step.js';
import { type OptimizerConfigs, OptimizerSet } from '../optimizers/optimizer-set.js';
import { type ScheduleConfig, type SchedulePoint, scheduleFactor } from '../schedules/schedule.js';

/** One batch of every domain, in the group's order, and which part of the group it moves. */
export interface GroupBatch {
  readonly part: string;
  readonly batches: readonly Batch[];
}

/** What one kind of step of a group moves, and how. */
export interface GroupPart {
  readonly trains: (parameter: Parameter) => boolean;
  readonly optimizers: OptimizerConfigs;
  readonly schedule: ScheduleConfig;
  /** The norm that a step's gradients are scaled down to, all that the part moves together; default none. */
  readonly maxGradNorm?: number | undefined;
  /** How a domain's residual blocks run in a step; default by its policies. */
  readonly gates?: (domain: Domain, at: SchedulePoint) => ReadonlyMap<string, BlockGate>;
  /** What joins the sum of the losses: a differentiable scalar. */
  readonly penalty?: (domains: readonly Domain[], at: SchedulePoint) => Scalar;
}

interface Part extends Omit<GroupPart, 'optimizers'> {
  readonly parameters: readonly Parameter[];
  readonly optimizers: OptimizerSet;
}

/**
 * A group of domains over the network they train together. A step takes a batch of each domain: the loss is the sum
 * of theirs and the penalty, one domain after the other adds its gradients, and then every group of parameters moves
 * once. Reported is the loss for a domain: the sum over the number of domains.
 */
export class GroupLearner implements Disposable, Learner<GroupBatch> {
  readonly #group: DomainGroup;
  readonly #tasks: readonly Objective[];
  readonly #parts: ReadonlyMap<string, Part>;

  constructor(
    group: DomainGroup,
    task: Objective | readonly Objective[],
    parts: Readonly<Record<string, GroupPart>>,
  ) {
    this.#group = group;
    this.#tasks = group.domains.map((_, i) => ('loss' in task ? task : task[i]!));
    this.#parts = new Map(
      Object.entries(parts).map(([name, part]) => {
        const parameters = group.parameters().filter(part.trains);
        return [
          name,
          { ...part, parameters, optimizers: new OptimizerSet(parameters, part.optimizers, part) },
        ];
      }),
    );
  }

  step(batch: GroupBatch, at: SchedulePoint): StepOutcome {
    const { optimizers, schedule } = this.#parts.get(batch.part)!;
    const { loss, gradients, updateStatistics, dispose } = this.#gather(batch, at);
    try {
      const finite = Number.isFinite(loss);
      const nonFinite = finite ? optimizers.apply(gradients, scheduleFactor(schedule, at)) : [];
      if (finite && nonFinite.length === 0) updateStatistics();
      return { loss, nonFinite };
    } finally {
      dispose();
    }
  }

  /** The loss of a step and its gradients by variable, which the caller disposes; nothing moves. */
  gradients(batch: GroupBatch, at: SchedulePoint): { loss: number; gradients: ReadonlyMap<string, Tensor> } {
    const { loss, gradients, dispose } = this.#gather(batch, at);
    const copies = new Map([...gradients].map(([name, gradient]) => [name, gradient.clone()]));
    dispose();
    return { loss, gradients: copies };
  }

  rates({ part }: GroupBatch, at: SchedulePoint): Record<string, number> {
    const { optimizers, schedule } = this.#parts.get(part)!;
    return optimizers.rates(scheduleFactor(schedule, at));
  }

  state(): LearnerState {
    const tensors = this.#group.state();
    const steps: Record<string, number> = {};
    for (const [name, { optimizers }] of this.#parts) {
      const state = optimizers.state();
      for (const [slot, value] of withPrefix(`optimizer/${name}/`, state.slots)) tensors.set(slot, value);
      for (const [group, count] of Object.entries(state.steps)) steps[`${name}/${group}`] = count;
    }
    return { tensors, steps };
  }

  restore({ tensors, steps }: LearnerState): void {
    this.#group.assign(tensors);
    const counts = new Map(Object.entries(steps));
    for (const [name, { optimizers }] of this.#parts) {
      optimizers.restore({
        steps: Object.fromEntries(sectionOf(`${name}/`, counts)),
        slots: sectionOf(`optimizer/${name}/`, tensors),
      });
    }
  }

  dispose(): void {
    for (const { optimizers } of this.#parts.values()) optimizers.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The sum of the penalty and of every domain's loss, over their number, and the gradients of that sum itself. */
  #gather({ part: name, batches }: GroupBatch, at: SchedulePoint) {
    const part = this.#parts.get(name)!;
    const { domains } = this.#group;
    const gradients = new Map<string, Tensor>();
    const taken: StepGradients[] = [];
    const dispose = () => {
      for (const step of taken) step.dispose();
      for (const gradient of gradients.values()) gradient.dispose();
    };
    try {
      let sum = this.#addPenalty(part, at, gradients);
      for (const [i, domain] of domains.entries()) {
        const gates = part.gates?.(domain, at);
        const step = stepGradients(domain, batches[i]!, this.#tasks[i]!, {
          epoch: at.epoch,
          variables: part.parameters.map(({ variable }) => variable),
          ...(gates ? { gates } : {}),
        });
        taken.push(step);
        sum += step.loss;
        for (const [variable, gradient] of step.gradients) gather(gradients, variable, gradient);
        step.disposeGradients();
      }
      const updateStatistics = () => {
        for (const step of taken) step.updateStatistics();
      };
      return { loss: sum / domains.length, gradients, updateStatistics, dispose };
    } catch (error) {
      dispose();
      throw error;
    }
  }

  /** The penalty's value, its gradients added to `gathered`. */
  #addPenalty({ penalty, parameters }: Part, at: SchedulePoint, gathered: Map<string, Tensor>): number {
    if (!penalty) return 0;
    const { domains } = this.#group;
    const { loss, gradients } = valueAndGradients(
      () => ({ loss: penalty(domains, at) }),
      parameters.map(({ variable }) => variable),
    );
    for (const [variable, gradient] of gradients) gather(gathered, variable, gradient);
    const value = loss.dataSync()[0]!;
    for (const tensor of [loss, ...gradients.values()]) tensor.dispose();
    return value;
  }
}

/** Adds a gradient to the sum of those before it; the caller keeps its own. */
function gather(sums: Map<string, Tensor>, variable: string, gradient: Tensor): void {
  const sum = sums.get(variable);
  sums.set(variable, sum ? add(sum, gradient) : gradient.clone());
  sum?.dispose();
}
