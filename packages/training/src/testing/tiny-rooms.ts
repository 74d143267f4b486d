import { Domain } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import { createTask, type Task } from '@ftn/tasks';
import { createMethod, type MethodOptions } from '@ftn/tensor-factors';
import { roomLabels } from '@ftn/testing';

/** Every task of maps, with a decoder that suits a tiny backbone. */
export const tinyTasks: readonly Task[] = ['edge', 'semseg', 'normals', 'depth'].map((name) =>
  createTask(name, { classes: roomLabels, decoder: { width: 8, lowLevelWidth: 4, rates: [1, 2] } }),
);

/** A domain of a tiny backbone with a decoder to match. */
export function tinyDenseDomain(
  backbone: Backbone,
  task: Task,
  method: string,
  options: MethodOptions = {},
): Domain {
  return Domain.create({
    name: task.name,
    backbone,
    method: createMethod(method, options),
    classes: task.outputs,
    seed: 5,
    head: task.head!,
  });
}
