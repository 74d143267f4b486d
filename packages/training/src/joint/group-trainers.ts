import type { FrozenGroup } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import { suggest, UsageError } from '@ftn/errors';
import { type AdaShareOptions, adaShare, createMethod, methodDefinition } from '@ftn/tensor-factors';
import type { PolicyTable } from '../adashare/policy-table.js';
import { type AdaShareDomain, trainAdaShare } from '../adashare/train-adashare.js';
import type { PhaseConfig } from '../loop/training-config.js';
import { phaseConfigs, type System } from '../recipes/systems.js';
import type { StopRequest } from '../run/run-recorder.js';
import type { RunStorage, StageWatcher } from '../run/run-stage.js';

/** What a trainer of several domains over one network is given. */
export interface GroupTraining {
  /** Where the shared network starts; it stays as it is. */
  readonly backbone: Backbone;
  readonly system: System;
  readonly domains: readonly AdaShareDomain[];
  readonly seed: number;
  readonly watcher: StageWatcher;
  readonly storage?: RunStorage;
  readonly stop?: StopRequest;
}

/** The network that domains were trained with, and the domains over it; the caller disposes them. */
export interface TrainedGroup extends FrozenGroup {
  /** What each domain does with every residual block, where the method decides that. */
  readonly policy?: PolicyTable;
}

/** A training of all domains together over one shared network. */
export type GroupTrainer = (training: GroupTraining) => Promise<TrainedGroup>;

/**
 * The phases a trainer knows by name.
 * @throws UsageError where the method has other phases
 */
function requirePhases<const T extends readonly string[]>(system: System, names: T) {
  const configs: Readonly<Record<string, PhaseConfig>> = phaseConfigs(system);
  const missing = names.find((name) => !configs[name]);
  if (missing === undefined) return configs as Readonly<Record<T[number], PhaseConfig>>;
  throw new UsageError(`the method '${system.method}' has no phase '${missing}'`, {
    expected: names.join(', '),
    got: Object.keys(configs).join(', '),
    hint: 'Its trainer takes these phases: name them in its definition.',
  });
}

/** Those of a system's options that say how policies are learned; others are the method's own. */
function policyOptions({ options }: System): AdaShareOptions {
  const known = Object.keys(adaShare().options);
  return Object.fromEntries(Object.entries(options).filter(([name]) => known.includes(name)));
}

const trainers = new Map<string, GroupTrainer>([
  [
    'block-policies',
    ({ system, ...training }) =>
      trainAdaShare({
        ...training,
        method: createMethod(system.method, system.options),
        options: policyOptions(system),
        phases: requirePhases(system, ['warm-up', 'policy', 'retrain']),
      }),
  ],
]);

/**
 * Adds a trainer for methods whose definition names it (`together.trainer`).
 *
 * @throws UsageError for a name that is taken
 */
export function registerGroupTrainer(name: string, trainer: GroupTrainer): void {
  if (trainers.has(name) && trainers.get(name) !== trainer) {
    throw new UsageError(`the group trainer '${name}' is already registered`, {
      hint: 'Choose another name.',
    });
  }
  trainers.set(name, trainer);
}

/**
 * The trainer a method's definition names.
 *
 * @throws UsageError for a method whose domains are trained alone, and for a trainer that is not registered
 */
export function groupTrainerOf(method: string): GroupTrainer {
  const { together } = methodDefinition(method);
  if (!together) {
    throw new UsageError(`'${method}' trains each domain alone`, {
      expected: 'a method that trains the shared network',
      hint: 'Train its domains one at a time.',
    });
  }
  const trainer = trainers.get(together.trainer);
  if (trainer) return trainer;
  throw new UsageError(`there is no group trainer '${together.trainer}', which '${method}' is trained by`, {
    hint: suggest(together.trainer, [...trainers.keys()]),
  });
}
