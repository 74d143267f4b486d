import type { Domain } from '@ftn/adapters';
import type { Batch } from '@ftn/datasets';
import { valueAndGradients } from '@ftn/ops';
import { classificationTask } from '@ftn/tasks';
import type { BlockGate } from '@ftn/tensor-factors';
import { add, type Tensor, type Tensor1D, tensor4d, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { OptimizerSet } from '../optimizers/optimizer-set.js';
import type { Objective } from './objective.js';

/** Mean and variance tensors in one flat list and back, as they leave the gradient's scope. */
function flatten(statistics: ReturnType<Domain['forward']>['statistics']) {
  const names = [...statistics.keys()];
  const tensors = names.flatMap((name) => [statistics.get(name)!.mean, statistics.get(name)!.variance]);
  return { names, tensors };
}

/** What one step gave. */
export interface StepOutcome {
  /** The task's loss of the batch and what the method adds to it, before the update. */
  readonly loss: number;
  /** Parts of the loss by name, where there are several worth watching. */
  readonly terms?: Readonly<Record<string, number>>;
  /** Parameters the update would have made not finite; where there are any, or the loss is not finite, nothing moved. */
  readonly nonFinite: readonly string[];
}

/** A loss with everything one update of a domain needs; the caller disposes it. */
export interface StepGradients {
  readonly loss: number;
  /** By the variable's own name. */
  readonly gradients: ReadonlyMap<string, Tensor>;
  /** Puts the batch's statistics into the domain's running ones. */
  updateStatistics(): void;
  /** Releases the gradients alone. */
  disposeGradients(): void;
  dispose(): void;
}

/** Options of a training step. */
export interface StepOptions {
  /** The epoch, from 0, which a method's penalty may depend on; default 0. */
  readonly epoch?: number;
  /** What gradients are computed for; default all the domain's parameters. */
  readonly variables?: readonly Variable[];
  /** How residual blocks run; default by the domain's policies. */
  readonly gates?: ReadonlyMap<string, BlockGate>;
}

/** Forward on the batch's statistics, the loss with the method's penalty, and gradients; nothing of the domain moves. */
export function stepGradients(
  domain: Domain,
  batch: Batch,
  task: Objective,
  options: StepOptions = {},
): StepGradients {
  const { epoch = 0, variables = domain.parameters().map(({ variable }) => variable), gates } = options;
  const images = tensor4d(batch.images, [...batch.shape]);
  let names: string[] = [];
  const { loss, gradients, outputs } = valueAndGradients<Tensor[]>(() => {
    const { output, statistics } = domain.forward(images, 'train', gates);
    const flat = flatten(statistics);
    names = flat.names;
    const loss = task.loss(output, batch);
    const penalty = domain.penalty(epoch);
    return { loss: penalty ? add(loss, penalty) : loss, outputs: flat.tensors };
  }, variables);
  const value = loss.dataSync()[0]!;
  images.dispose();
  loss.dispose();
  return {
    loss: value,
    gradients,
    updateStatistics() {
      tidy(() => {
        const batchStatistics = names.map((name, i) => {
          const [mean, variance] = [outputs[2 * i] as Tensor1D, outputs[2 * i + 1] as Tensor1D];
          return [name, { mean, variance }] as const;
        });
        domain.parts.statistics.update(new Map(batchStatistics));
      });
    },
    disposeGradients() {
      for (const gradient of gradients.values()) gradient.dispose();
    },
    dispose() {
      for (const tensor of [...gradients.values(), ...outputs]) tensor.dispose();
    },
  };
}

/**
 * One step: forward on the batch's statistics, the task's loss and the method's penalty at that epoch (from 0),
 * gradients, one update of every group, then the running statistics. A step that diverges leaves parameters,
 * optimizers and statistics untouched.
 */
export function trainStep(
  domain: Domain,
  batch: Batch,
  optimizers: OptimizerSet,
  factor: number,
  task: Objective = classificationTask(domain.classes),
  epoch = 0,
): StepOutcome {
  const step = stepGradients(domain, batch, task, { epoch });
  const { loss } = step;
  const nonFinite = Number.isFinite(loss) ? optimizers.apply(step.gradients, factor) : [];
  if (Number.isFinite(loss) && nonFinite.length === 0) step.updateStatistics();
  step.dispose();
  return { loss, nonFinite };
}
