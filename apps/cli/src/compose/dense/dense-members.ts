import type { Backbone } from '@ftn/backbones';
import { suggest, UsageError } from '@ftn/errors';
import { createMethod, methodNames } from '@ftn/tensor-factors';
import {
  createDenseDomain,
  createDenseTask,
  type DenseBatch,
  type DenseRecipe,
  type DenseTask,
  type DenseTaskName,
  denseProtocols,
  denseTaskNames,
  type JointMember,
  type System,
} from '@ftn/training';

/** A task with the domain that is trained for it. */
export interface DenseMember extends JointMember<DenseBatch> {
  readonly task: DenseTask;
}

/** The tasks of these names, each once; UsageError names the nearest of one there is not. */
export function taskNames(words: readonly string[]): DenseTaskName[] {
  for (const word of words) {
    if ((denseTaskNames as readonly string[]).includes(word)) continue;
    throw new UsageError(`unknown task '${word}'`, { hint: suggest(word, denseTaskNames) });
  }
  return [...new Set(words)] as DenseTaskName[];
}

/** Refuses a method that trains the network all tasks share: their domains are made for linear heads. */
export function requireDenseMethod(system: Pick<System, 'method' | 'options'>): void {
  if (createMethod(system.method, system.options).traits.freezesShared) return;
  const others = methodNames.filter((name) => createMethod(name).traits.freezesShared);
  throw new UsageError(`'${system.method}' cannot be trained on dense tasks`, {
    expected: others.join(', '),
    hint: 'It trains the shared network itself, which is built for classification only.',
  });
}

/** A fresh domain for each task over the backbone. */
export function createMembers(
  backbone: Backbone,
  system: System,
  tasks: readonly DenseTaskName[],
  {
    recipe,
    classes,
    seed,
  }: {
    readonly recipe: Pick<DenseRecipe, 'protocol' | 'decoder'>;
    readonly classes: readonly string[];
    readonly seed: number;
  },
): DenseMember[] {
  const method = createMethod(system.method, system.options);
  const { width, lowLevelWidth, rates } = recipe.decoder;
  const decoder = {
    ...(width === undefined ? {} : { width }),
    ...(lowLevelWidth === undefined ? {} : { lowLevelWidth }),
    ...(rates === undefined ? {} : { rates }),
  };
  return tasks.map((name) => {
    const task = createDenseTask(name, { classes, protocol: denseProtocols[recipe.protocol] });
    return { task, domain: createDenseDomain({ task, backbone, method, seed, decoder }) };
  });
}
