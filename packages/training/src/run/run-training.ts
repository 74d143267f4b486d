import type { Domain } from '@ftn/adapters';
import type { BatchSource } from '@ftn/datasets';
import { classificationTask } from '@ftn/tasks';
import { DomainLearner } from '../loop/domain-learner.js';
import { learnerData } from '../loop/learner-data.js';
import type { Objective } from '../loop/objective.js';
import type { TrainingPosition } from '../loop/train-loop.js';
import { patienceOf, type TrainingConfig } from '../loop/training-config.js';
import { type RunPlace, runLearner } from './run-learner.js';

/** The training of one domain in a run folder. */
export interface RunOptions extends RunPlace {
  readonly domain: Domain;
  readonly data: BatchSource;
  /** What the domain is trained for; default classification. */
  readonly task?: Objective;
  readonly config: TrainingConfig;
}

/** Trains a domain in a directory it can be resumed from, bit for bit on the same engine and thread count. */
export async function runTraining(options: RunOptions): Promise<TrainingPosition> {
  const { domain, data, task = classificationTask(domain.classes), config, ...place } = options;
  const learner = new DomainLearner(domain, task, config);
  try {
    return await runLearner({
      learner,
      data: learnerData(data),
      epochs: config.epochs,
      ...patienceOf(config),
      ...place,
    });
  } finally {
    learner.dispose();
  }
}
