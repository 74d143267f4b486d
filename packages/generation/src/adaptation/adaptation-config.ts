import { optimizerSchema, optimizersSchema, scheduleSchema } from '@ftn/training';
import * as z from 'zod';
import { adversarialAdam } from '../adversarial/adversarial-config.js';

const adam = (rate: number) => optimizerSchema.prefault({ kind: 'adam', rate });

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

/** Options of an adaptation: the loss, the latents, the discriminator, and early stopping. */
export const reconstructionTermsSchema = z.strictObject({
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
   * A discriminator that learns with the domain and judges images of freshly drawn latents: generated images are sharper
   * than by reconstruction alone. `weight` of the generator's hinge loss, applied every `every` steps; 0: none.
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
});

/** Everything that decides the numbers of a domain's adaptation, except its data. Defaults: the paper's, section E.2. */
export const adaptationConfigSchema = reconstructionTermsSchema.extend({
  epochs: z.int().positive().default(2000),
  batchSize: z.int().positive(),
  schedule: scheduleSchema.prefault({ kind: 'cosine', every: 'step' }),
  /** `default` serves the groups that are not named, such as the kernels of fine-tuning. */
  optimizers: z
    .strictObject({
      ...optimizersSchema.shape,
      default: adam(0.05),
      linear: adam(0.001),
      latents: adam(0.05),
    })
    .prefault({}),
  seed: z.int().min(0),
  /** Scales a step's gradients down to this norm, all parameters together; default none. */
  maxGradNorm: z.number().positive().optional(),
});

/** The configuration of an adaptation, defaults filled in. */
export type AdaptationConfig = z.infer<typeof adaptationConfigSchema>;
/** The configuration of an adaptation as a caller gives it. */
export type AdaptationConfigInput = z.input<typeof adaptationConfigSchema>;
/** Weights of the terms of the reconstruction loss. */
export type ReconstructionWeights = z.infer<typeof reconstructionSchema>;
