import { backboneHash, DomainGroup, type FrozenGroup } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import { fcAndBnOnly, featureExtractor } from '@ftn/tensor-factors';
import type { TrainingPosition } from '../loop/train-loop.js';
import { patienceOf, type TrainingConfig } from '../loop/training-config.js';
import type { StopRequest } from '../run/run-recorder.js';
import { type RunStorage, runStage, type StageWatcher } from '../run/run-stage.js';
import { balancedBatches } from './balanced-batches.js';
import { type GroupDomain, groupValidation, objectivesOf } from './group-domain.js';
import { GroupLearner } from './group-learner.js';

/** A joint training of one network on several domains. */
export interface JointOptions {
  /** Where training starts; it stays as it is. */
  readonly backbone: Backbone;
  readonly domains: readonly GroupDomain[];
  readonly config: TrainingConfig;
  /** Whether domains share their batch norms, or have their own over shared convolutions; default `shared`. */
  readonly batchNorms?: 'shared' | 'own';
  /** Steps of an epoch, each with a batch of every domain; default those of the domain with the most batches. */
  readonly steps?: number;
  /** Where the run is kept; default nowhere. */
  readonly storage?: RunStorage;
  /** Stops the training after the current step. */
  readonly stop?: StopRequest;
  /** Called at steps and epochs of every stage. */
  readonly watcher?: StageWatcher;
}

/** The network and domains of a joint training. */
export interface JointResult extends FrozenGroup {
  readonly position: TrainingPosition;
}

/**
 * One backbone trained on all domains together, with a head each (section D of the supplement): a step takes a batch
 * of every domain and moves everything once, by the sum of their losses. Every method then runs over the backbone it
 * gives, its own batch norms included. With validation images for every domain, the best epoch is what comes back.
 * The caller disposes the backbone and the domains.
 */
export async function trainJoint(options: JointOptions): Promise<JointResult> {
  const { backbone, domains, config, batchNorms = 'shared', steps, storage, stop, watcher } = options;
  const method = batchNorms === 'shared' ? featureExtractor() : fcAndBnOnly();
  const group = DomainGroup.create({ backbone, method, domains, seed: config.seed });
  const { optimizers, schedule, maxGradNorm, epochs } = config;
  const learner = new GroupLearner(group, objectivesOf(domains), {
    all: { trains: () => true, optimizers, schedule, maxGradNorm },
  });
  const validate = groupValidation(group, domains);
  try {
    const settings = {
      joint: { batchNorms, steps: steps ?? null, start: await backboneHash(backbone) },
      domains: domains.map(({ name, classes }) => ({ name, classes })),
    };
    const sources = domains.map(({ train }) => train);
    const position = await runStage({
      name: 'joint',
      learner,
      trained: group,
      data: balancedBatches([{ part: 'all', sources, ...(steps === undefined ? {} : { steps }) }]),
      epochs,
      ...patienceOf(config),
      stop,
      watcher,
      ...(validate ? { validate } : {}),
      ...(storage ? { storage: { ...storage, settings: { ...storage.settings, ...settings } } } : {}),
    });
    return { ...group.freeze(), position };
  } finally {
    learner.dispose();
    group.dispose();
  }
}
