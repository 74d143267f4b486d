import { Domain } from '@ftn/adapters';
import type { Backbone, DeepLabOptions } from '@ftn/backbones';
import type { Method } from '@ftn/tensor-factors';
import type { DenseTask } from './dense-task.js';

/** A fresh domain for a dense task: its method on the shared backbone, and a DeepLabv3+ decoder of the task's outputs. */
export function createDenseDomain(options: {
  readonly task: Pick<DenseTask, 'name' | 'outputs' | 'headOptions'>;
  readonly backbone: Backbone;
  readonly method: Method;
  readonly seed: number;
  /** Sizes of the decoder; default those of the paper. */
  readonly decoder?: Omit<DeepLabOptions, 'unit'>;
}): Domain {
  const { task, backbone, method, seed, decoder = {} } = options;
  const head = { kind: 'deeplab', options: { ...decoder, ...task.headOptions } };
  return Domain.create({ name: task.name, backbone, method, classes: task.outputs, seed, head });
}
