import type { Domain } from '@ftn/adapters';
import type { Batch } from '@ftn/datasets';
import { crossEntropy, valueAndGradients } from '@ftn/ops';
import { add, type Tensor, type Tensor1D, tensor1d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { OptimizerSet } from '../optimizers/optimizer-set.js';

/** Mean and variance tensors in one flat list and back, as they leave the gradient's scope. */
function flatten(statistics: ReturnType<Domain['forward']>['statistics']) {
  const names = [...statistics.keys()];
  const tensors = names.flatMap((name) => [statistics.get(name)!.mean, statistics.get(name)!.variance]);
  return { names, tensors };
}

/** What one step gave. */
export interface StepOutcome {
  /** Mean cross entropy of the batch and what the method adds to it, before the update. */
  readonly loss: number;
  /** Parameters the update would have made not finite; where there are any, or the loss is not finite, nothing moved. */
  readonly nonFinite: readonly string[];
}

/**
 * One step: forward on the batch's statistics, mean cross entropy and the method's penalty at that epoch (from 0),
 * gradients, one update of every group, then the running statistics. A step that diverges leaves parameters,
 * optimizers and statistics untouched.
 */
export function trainStep(
  domain: Domain,
  batch: Batch,
  optimizers: OptimizerSet,
  factor: number,
  epoch = 0,
): StepOutcome {
  const images = tensor4d(batch.images, [...batch.shape]);
  const labels = tensor1d(batch.labels, 'int32');
  let names: string[] = [];
  const { loss, gradients, outputs } = valueAndGradients<Tensor[]>(
    () => {
      const { logits, statistics } = domain.forward(images, 'train');
      const flat = flatten(statistics);
      names = flat.names;
      const penalty = domain.penalty(epoch);
      const loss = crossEntropy(logits, labels);
      return { loss: penalty ? add(loss, penalty) : loss, outputs: flat.tensors };
    },
    domain.parameters().map((parameter) => parameter.variable),
  );
  const value = loss.dataSync()[0]!;
  const nonFinite = Number.isFinite(value) ? optimizers.apply(gradients, factor) : [];
  if (Number.isFinite(value) && nonFinite.length === 0) {
    tidy(() => {
      const batchStatistics = names.map((name, i) => {
        const [mean, variance] = [outputs[2 * i] as Tensor1D, outputs[2 * i + 1] as Tensor1D];
        return [name, { mean, variance }] as const;
      });
      domain.parts.statistics.update(new Map(batchStatistics));
    });
  }
  for (const tensor of [images, labels, loss, ...gradients.values(), ...outputs]) tensor.dispose();
  return { loss: value, nonFinite };
}
