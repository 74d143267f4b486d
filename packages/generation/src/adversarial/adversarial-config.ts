import * as z from 'zod';

/** Adam as adversaries take it: without momentum. */
export const adversarialAdam = z.strictObject({
  kind: z.literal('adam'),
  rate: z.number().positive(),
  decay: z.number().min(0).default(0),
  beta1: z.number().min(0).max(1).default(0),
  beta2: z.number().min(0).max(1).default(0.999),
  epsilon: z.number().positive().default(1e-6),
});

/** Everything that decides the numbers of a base's training, except its data. */
export const adversarialConfigSchema = z.strictObject({
  epochs: z.int().positive(),
  batchSize: z.int().positive(),
  /** Discriminator steps for each of the generator. */
  discriminatorSteps: z.int().positive().default(1),
  generator: adversarialAdam,
  discriminator: adversarialAdam,
  /** Strength of soft orthogonal regularisation, 0 for none. */
  orthogonal: z
    .strictObject({ generator: z.number().min(0), discriminator: z.number().min(0) })
    .default({ generator: 0, discriminator: 0 }),
  /** The moving average of the generator; before step `start` it is a copy. */
  average: z.strictObject({ decay: z.number().min(0).max(1), start: z.int().min(0) }),
  /** Batches the statistics of the finished generator are the mean of; 0: their moving average. */
  standing: z
    .strictObject({ batches: z.int().min(0), batchSize: z.int().min(2) })
    .default({ batches: 16, batchSize: 16 }),
  init: z.enum(['orthogonal', 'normal']).default('orthogonal'),
  seed: z.int().min(0),
});

/** The configuration of a base generator's training, defaults filled in. */
export type AdversarialConfig = z.infer<typeof adversarialConfigSchema>;
/** The configuration of a base generator's training as a caller gives it. */
export type AdversarialConfigInput = z.input<typeof adversarialConfigSchema>;
