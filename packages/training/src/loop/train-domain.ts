import type { Domain } from '@ftn/adapters';
import type { Batch, BatchSource } from '@ftn/datasets';
import { classificationTask } from '@ftn/tasks';
import { DomainLearner } from './domain-learner.js';
import { learnerData } from './learner-data.js';
import type { Objective } from './objective.js';
import { type LoopOptions, type TrainingPosition, trainLoop } from './train-loop.js';
import { patienceOf, type TrainingConfig } from './training-config.js';

/** The training of one domain in memory. */
export interface TrainOptions extends Pick<LoopOptions<Batch>, 'validate' | 'observer'> {
  readonly domain: Domain;
  readonly data: BatchSource;
  /** What the domain is trained for; default classification. */
  readonly task?: Objective;
  readonly config: TrainingConfig;
}

/**
 * Trains one domain over its frozen backbone.
 *
 * @throws DivergedError at the step whose loss is not finite
 */
export async function trainDomain(options: TrainOptions): Promise<TrainingPosition> {
  const { domain, data, task = classificationTask(domain.classes), config, ...watching } = options;
  const learner = new DomainLearner(domain, task, config);
  try {
    return await trainLoop({
      learner,
      data: learnerData(data),
      epochs: config.epochs,
      ...patienceOf(config),
      ...watching,
    });
  } finally {
    learner.dispose();
  }
}
