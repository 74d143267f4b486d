import { z } from 'zod';
import { optimizerSchema } from '../optimizers/optimizer-config.js';
import { scheduleSchema } from '../schedules/schedule.js';

/** The optimizers of a method by parameter group; `default` serves those not named. */
export const optimizersSchema = z.strictObject({
  default: optimizerSchema,
  factors: optimizerSchema.optional(),
  weights: optimizerSchema.optional(),
  scores: optimizerSchema.optional(),
  'batch-norm': optimizerSchema.optional(),
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

export type TrainingConfig = z.infer<typeof trainingConfigSchema>;
