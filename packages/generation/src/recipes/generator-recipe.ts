import { deltaPlaces, trainedLinears } from '@ftn/adapters';
import { recipeSchema } from '@ftn/training';
import * as z from 'zod';
import { reconstructionTermsSchema } from '../adaptation/adaptation-config.js';

const channels = z.tuple([z.number(), z.number(), z.number()]);

/** The section of a recipe that adapts a generator. */
const generatorSectionSchema = z.strictObject({
  /** What the generator must be; what is not named may be anything. */
  expected: z
    .strictObject({ resolution: z.int().positive(), width: z.int().positive() })
    .partial()
    .default({}),
  /** `scenes`: an image's class is that of its data, which must be the generator's. `one`: a domain is one class. */
  classes: z.enum(['scenes', 'one']),
  linears: z.enum(trainedLinears),
  spectralNorm: z.enum(deltaPlaces),
  ...reconstructionTermsSchema.shape,
  /** The classifier whose features the loss's perceptual term compares, its stages, and what its images are normalised by. */
  perceptual: z
    .strictObject({
      backbone: z.string(),
      stages: z.array(z.string()).min(1),
      mean: channels,
      std: channels,
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
});

/** The `generator` section of a recipe, defaults filled in. */
export type GeneratorSection = z.infer<typeof generatorSectionSchema>;

/** Recipes with a section for those that adapt a generator; its `backbone` is then the generator's name. */
export const generatorRecipeSchema = recipeSchema.extend({ generator: generatorSectionSchema.optional() });

/** A recipe that may adapt a generator. */
export type GeneratorRecipe = z.infer<typeof generatorRecipeSchema>;
