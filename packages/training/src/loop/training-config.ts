import { z } from 'zod';
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

/** Everything that decides the numbers of one domain's training, besides its data. */
export const trainingConfigSchema = z.strictObject({
  epochs: z.int().positive(),
  batchSize: z.int().positive(),
  schedule: scheduleSchema,
  optimizers: optimizersSchema,
  seed: z.int().min(0),
});

/** One phase of a method that is trained in phases. */
export interface PhaseConfig extends Pick<TrainingConfig, 'epochs' | 'schedule' | 'optimizers'> {
  /** Steps of an epoch, each with a batch of every domain; default those of the domain with the most batches. */
  readonly steps?: number | undefined;
  /** The same for the steps of an epoch that move policies. */
  readonly policySteps?: number | undefined;
}

/** The configuration of a training, defaults filled in. */
export type TrainingConfig = z.infer<typeof trainingConfigSchema>;
