import type { Domain } from '@ftn/adapters';
import type { Batch } from '@ftn/datasets';
import { type BatchSource, learnerData } from '../loop/batch-source.js';
import { classification } from '../loop/classification.js';
import { DomainLearner } from '../loop/domain-learner.js';
import type { ImageBatch, Task } from '../loop/task.js';
import type { Position } from '../loop/train-loop.js';
import type { TrainingConfig } from '../loop/training-config.js';
import { type RunPlace, runLearner } from './run-learner.js';

export interface RunOptions<B extends ImageBatch = Batch> extends RunPlace {
  readonly domain: Domain;
  readonly data: BatchSource<B>;
  /** What the domain is trained for; default classification. */
  readonly task?: Task<B>;
  readonly config: TrainingConfig;
}

/** Trains a domain in a directory it can be resumed from, bit for bit on the same engine and thread count. */
export function runTraining(options: RunOptions): Promise<Position>;
export function runTraining<B extends ImageBatch>(
  options: RunOptions<B> & { readonly task: Task<B> },
): Promise<Position>;
export async function runTraining(options: RunOptions): Promise<Position> {
  const { domain, data, task = classification, config, ...place } = options;
  const learner = new DomainLearner(domain, task, config);
  try {
    return await runLearner({ learner, data: learnerData(data), epochs: config.epochs, ...place });
  } finally {
    learner.dispose();
  }
}
