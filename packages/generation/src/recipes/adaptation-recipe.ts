import { deltaPlaces, trainedLinears } from '@ftn/adapters';
import { z } from 'zod';
import { adaptationConfigSchema } from '../adaptation/adaptation-config.js';

/** An adaptation of one generator to several domains as one piece of data, with what the paper got. */
export const adaptationRecipeSchema = z.strictObject({
  title: z.string(),
  /** Where the numbers come from. */
  source: z.string(),
  /** The command that runs it. */
  command: z.string(),
  /** Measured or expected duration, with the machine. */
  time: z.string(),
  /** What the generator must be; what is not named may be anything. */
  generator: z
    .strictObject({ resolution: z.int().positive(), width: z.int().positive() })
    .partial()
    .default({}),
  /** `scenes`: an image's class is that of its data, which must be the generator's. `one`: a domain is one class. */
  classes: z.enum(['scenes', 'one']),
  /** Images of each class that a made-up set draws. */
  madeUp: z
    .strictObject({ train: z.int().positive(), val: z.int().positive(), test: z.int().positive() })
    .default({ train: 20, val: 1, test: 20 }),
  /** The domains of a data set that has several, each adapted alone. */
  domains: z.array(z.string()).min(1),
  ranks: z.array(z.int().positive()).min(1),
  linears: z.enum(trainedLinears),
  spectralNorm: z.enum(deltaPlaces),
  training: adaptationConfigSchema,
  /** The classifier whose features the loss's perceptual term compares, its stages, and what its images are normalised by. */
  perceptual: z
    .strictObject({
      backbone: z.string(),
      stages: z.array(z.string()).min(1),
      mean: z.tuple([z.number(), z.number(), z.number()]),
      std: z.tuple([z.number(), z.number(), z.number()]),
    })
    .prefault({
      backbone: 'resnet10-small',
      stages: ['layer1', 'layer2'],
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
    }),
  /**
   * Of made-up seasons: images of each season a classifier learns from and is tested on, and its epochs; it then names the
   * season of generated images. Null: there is none.
   */
  classifier: z
    .strictObject({ train: z.int().positive(), test: z.int().positive(), epochs: z.int().positive() })
    .nullable()
    .default(null),
  /** Choices the source leaves open, with the one taken here. */
  choices: z.record(z.string(), z.string()).default({}),
  /** The paper's PSNR in dB, by domain, then by rank. */
  paper: z.record(z.string(), z.record(z.string(), z.number())).default({}),
});

export type AdaptationRecipe = z.infer<typeof adaptationRecipeSchema>;
