import type { Domain, Parameter } from '@ftn/adapters';
import type { Batch } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { add, type Tensor } from '@tensorflow/tfjs-core';
import type { Learner, LearnerState } from '../loop/learner.js';
import { sectionOf, withPrefix } from '../loop/names.js';
import type { Objective } from '../loop/objective.js';
import { type StepGradients, type StepOutcome, stepGradients } from '../loop/train-step.js';
import type { TrainingConfig } from '../loop/training-config.js';
import { OptimizerSet } from '../optimizers/optimizer-set.js';
import { type SchedulePoint, scheduleFactor } from '../schedules/schedule.js';

/** One task of a joint run with the domain that is trained for it. */
export interface JointMember {
  readonly domain: Domain;
  readonly task: Objective;
}

/** A set of parameters with optimizers of their own, by the name a checkpoint has for them. */
interface OwnOptimizers {
  readonly name: string;
  readonly set: OptimizerSet;
}

/**
 * Optimizers for what each domain has of its own, so that it moves as it would alone, and for the variables that
 * several domains share.
 */
function optimizersFor(
  members: readonly JointMember[],
  config: Pick<TrainingConfig, 'optimizers' | 'maxGradNorm'>,
): OwnOptimizers[] {
  const holders = new Map<number, number>();
  const parameters = members.map(({ domain }) => domain.parameters());
  for (const { variable } of parameters.flat()) holders.set(variable.id, (holders.get(variable.id) ?? 0) + 1);
  const isShared = ({ variable }: Parameter) => holders.get(variable.id)! > 1;
  const shared = new Map(
    parameters
      .flat()
      .filter(isShared)
      .map((one) => [one.variable.id, one]),
  );
  const own = parameters.map(
    (all, i) => [members[i]!.task.name, all.filter((one) => !isShared(one))] as const,
  );
  return [...own, ['shared', [...shared.values()]] as const]
    .filter(([, some]) => some.length > 0)
    .map(([name, some]) => ({ name, set: new OptimizerSet(some, config.optimizers, config) }));
}

/** Adds a step's gradients to the sums; what several steps share becomes a new tensor, kept in `made` too. */
function accumulate(sums: Map<string, Tensor>, step: StepGradients, made: Map<string, Tensor>): void {
  for (const [name, gradient] of step.gradients) {
    const earlier = sums.get(name);
    const sum = earlier ? add(earlier, gradient) : gradient;
    sums.set(name, sum);
    if (!earlier) continue;
    made.get(name)?.dispose();
    made.set(name, sum);
  }
}

/**
 * Several tasks on the same batches: one after the other adds its gradients, then everything moves at once. Domains
 * that share no variable move bit for bit as they would in runs of their own over the same batches.
 */
export class JointLearner implements Disposable, Learner<Batch> {
  readonly #members: readonly JointMember[];
  readonly #config: TrainingConfig;
  readonly #optimizers: readonly OwnOptimizers[];
  #losses: Readonly<Record<string, number>> = {};

  /** @throws UsageError for no task, or two of one name */
  constructor(members: readonly JointMember[], config: TrainingConfig) {
    const names = members.map(({ task }) => task.name);
    if (members.length === 0 || new Set(names).size < names.length) {
      throw new UsageError('the tasks of a joint run need distinct names', {
        got: names.join(', ') || 'none',
      });
    }
    this.#members = members;
    this.#config = config;
    this.#optimizers = optimizersFor(members, config);
  }

  /** The loss of each task in the last step, by its name. */
  get losses(): Readonly<Record<string, number>> {
    return this.#losses;
  }

  /** The loss is the sum of the tasks', which are its terms. */
  step(batch: Batch, at: SchedulePoint): StepOutcome {
    const sums = new Map<string, Tensor>();
    const made = new Map<string, Tensor>();
    const steps: StepGradients[] = [];
    try {
      for (const { domain, task } of this.#members) {
        const step = stepGradients(domain, batch, task, { epoch: at.epoch });
        steps.push(step);
        accumulate(sums, step, made);
      }
      this.#losses = Object.fromEntries(steps.map(({ loss }, i) => [this.#members[i]!.task.name, loss]));
      const loss = steps.reduce((sum, step) => sum + step.loss, 0);
      const nonFinite = Number.isFinite(loss) ? this.#apply(sums, at) : [];
      if (Number.isFinite(loss) && nonFinite.length === 0) for (const step of steps) step.updateStatistics();
      return { loss, nonFinite, terms: this.#losses };
    } finally {
      for (const tensor of made.values()) tensor.dispose();
      for (const step of steps) step.dispose();
    }
  }

  rates(_batch: Batch, at: SchedulePoint): Record<string, number> {
    const factor = scheduleFactor(this.#config.schedule, at);
    return Object.assign({}, ...this.#optimizers.map(({ set }) => set.rates(factor)));
  }

  state(): LearnerState {
    const tensors = new Map<string, Tensor>();
    const steps: Record<string, number> = {};
    for (const { domain, task } of this.#members) {
      for (const [name, value] of withPrefix(`domain/${task.name}/`, domain.state()))
        tensors.set(name, value);
    }
    for (const { name, set } of this.#optimizers) {
      const state = set.state();
      for (const [slot, value] of withPrefix(`optimizer/${name}/`, state.slots)) tensors.set(slot, value);
      for (const [group, count] of Object.entries(state.steps)) steps[`${name}/${group}`] = count;
    }
    return { tensors, steps };
  }

  restore({ tensors, steps }: LearnerState): void {
    for (const { domain, task } of this.#members) domain.assign(sectionOf(`domain/${task.name}/`, tensors));
    const counts = new Map(Object.entries(steps));
    for (const { name, set } of this.#optimizers) {
      set.restore({
        steps: Object.fromEntries(sectionOf(`${name}/`, counts)),
        slots: sectionOf(`optimizer/${name}/`, tensors),
      });
    }
  }

  dispose(): void {
    for (const { set } of this.#optimizers) set.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Moves everything, or nothing where a value would not be finite. */
  #apply(gradients: ReadonlyMap<string, Tensor>, at: SchedulePoint): string[] {
    const factor = scheduleFactor(this.#config.schedule, at);
    const bad = this.#optimizers.flatMap(({ name, set }) =>
      set.propose(gradients, factor).map((parameter) => `${name}: ${parameter}`),
    );
    for (const { set } of this.#optimizers) {
      if (bad.length === 0) set.commit();
      else set.discard();
    }
    return bad;
  }
}
