import { z } from 'zod';
import { adversarialAdam } from '../adversarial/adversarial-config.js';

const adam = (rate: number) =>
  z
    .strictObject({
      kind: z.literal('adam'),
      rate: z.number().positive(),
      decay: z.number().min(0).default(0),
      beta1: z.number().min(0).max(1).default(0.9),
      beta2: z.number().min(0).max(1).default(0.999),
      epsilon: z.number().positive().default(1e-8),
    })
    .prefault({ kind: 'adam', rate });

const weight = z.number().min(0);

/** Terms of the reconstruction loss with their weights; 0 leaves a term out. */
export const reconstructionSchema = z.strictObject({
  /** Mean absolute difference of pixels. */
  l1: weight.default(1),
  /** Mean squared difference of pixels: what PSNR is made of. */
  l2: weight.default(0),
  /** Mean absolute difference at half the size, a quarter …, each with this weight. */
  pyramid: weight.default(0),
  levels: z.int().min(0).default(3),
  /** Mean absolute difference of a classifier's features, which the caller gives. */
  perceptual: weight.default(0),
});

/** Everything that decides the numbers of a domain's adaptation, besides its data. Defaults: the paper's, section E.2. */
export const adaptationConfigSchema = z.strictObject({
  epochs: z.int().positive().default(2000),
  batchSize: z.int().positive(),
  schedule: z.enum(['cosine', 'constant']).default('cosine'),
  optimizers: z.strictObject({ factors: adam(0.05), linear: adam(0.001), latents: adam(0.05) }).prefault({}),
  loss: reconstructionSchema.prefault({}),
  latents: z
    .strictObject({
      /** Deviation of the latents at the start; their mean is 0. */
      deviation: z.number().min(0).default(1),
      /** Weight of the mean square of the latents in the loss: keeps them where samples come from. */
      prior: weight.default(0),
    })
    .prefault({}),
  /**
   * A discriminator that learns with the domain and judges images of latents drawn anew: what is generated is sharper
   * than by reconstruction alone. `weight` of the generator's hinge loss, every so many steps; 0: none.
   */
  adversarial: z
    .strictObject({
      weight: weight.default(0),
      every: z.int().positive().default(1),
      discriminator: adversarialAdam.prefault({ kind: 'adam', rate: 4e-4 }),
    })
    .prefault({}),
  /** Ends when no epoch within this many steps had a smaller mean loss; the paper's range is 200 to 600. Null: never. */
  patience: z.int().positive().nullable().default(400),
  seed: z.int().min(0),
});

export type AdaptationConfig = z.infer<typeof adaptationConfigSchema>;
export type AdaptationConfigInput = z.input<typeof adaptationConfigSchema>;
export type ReconstructionWeights = z.infer<typeof reconstructionSchema>;
