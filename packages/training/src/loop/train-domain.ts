import type { Domain } from '@ftn/adapters';
import type { Batch } from '@ftn/datasets';
import { type BatchSource, learnerData } from './batch-source.js';
import { classification } from './classification.js';
import { DomainLearner } from './domain-learner.js';
import type { ImageBatch, Task } from './task.js';
import { type LoopOptions, type Position, trainLoop } from './train-loop.js';
import type { TrainingConfig } from './training-config.js';

export interface TrainOptions<B extends ImageBatch = Batch>
  extends Pick<LoopOptions<B>, 'validate' | 'observer'> {
  readonly domain: Domain;
  readonly data: BatchSource<B>;
  /** What the domain is trained for; default classification. */
  readonly task?: Task<B>;
  readonly config: TrainingConfig;
}

/** Trains one domain over its frozen backbone. DivergedError at the step whose loss is not finite. */
export function trainDomain(options: TrainOptions): Promise<Position>;
export function trainDomain<B extends ImageBatch>(
  options: TrainOptions<B> & { readonly task: Task<B> },
): Promise<Position>;
export async function trainDomain(options: TrainOptions): Promise<Position> {
  const { domain, data, task = classification, config, ...watching } = options;
  const learner = new DomainLearner(domain, task, config);
  try {
    return await trainLoop({ learner, data: learnerData(data), epochs: config.epochs, ...watching });
  } finally {
    learner.dispose();
  }
}
