import * as z from 'zod';
import { optimizerSchema } from '../optimizers/optimizer-config.js';
import { scheduleSchema } from '../schedules/schedule.js';

/** The optimizers of a method by parameter group; `default` serves those not named. */
export const optimizersSchema = z.strictObject({
  default: optimizerSchema,
  factors: optimizerSchema.optional(),
  weights: optimizerSchema.optional(),
  scores: optimizerSchema.optional(),
  policy: optimizerSchema.optional(),
  'batch-norm': optimizerSchema.optional(),
  linear: optimizerSchema.optional(),
  latents: optimizerSchema.optional(),
  head: optimizerSchema.optional(),
});

/** When a training ends before its last epoch. */
export const earlyStoppingSchema = z.strictObject({
  /** Epochs in a row without a better value on the held-out images. */
  patience: z.int().positive(),
});

/** Everything that decides the numbers of one domain's training, besides its data. */
export const trainingConfigSchema = z.strictObject({
  epochs: z.int().positive(),
  batchSize: z.int().positive(),
  schedule: scheduleSchema,
  optimizers: optimizersSchema,
  seed: z.int().min(0),
  /** Scales a step's gradients down to this norm, all parameters of a domain together; default none. */
  maxGradNorm: z.number().positive().optional(),
  earlyStopping: earlyStoppingSchema.optional(),
});

/** One phase of a method that is trained in phases. */
export interface PhaseConfig
  extends Pick<TrainingConfig, 'epochs' | 'schedule' | 'optimizers' | 'maxGradNorm'> {
  /** Steps of an epoch, each with a batch of every domain; default those of the domain with the most batches. */
  readonly steps?: number | undefined;
  /** The same for the steps of an epoch that move policies. */
  readonly policySteps?: number | undefined;
}

/** The configuration of a training, defaults filled in. */
export type TrainingConfig = z.infer<typeof trainingConfigSchema>;

/** The patience of a training that has one, as its loop takes it. */
export const patienceOf = ({ earlyStopping }: Pick<TrainingConfig, 'earlyStopping'>) =>
  earlyStopping ? { patience: earlyStopping.patience } : {};
