import * as z from 'zod';
import { adversarialConfigSchema } from '../adversarial/adversarial-config.js';

/** A base generator's training as one piece of data: what is trained on what, how, and how long it takes. */
export const baseRecipeSchema = z.strictObject({
  title: z.string(),
  /** The command that runs it. */
  command: z.string(),
  /** Measured or expected duration, with the machine. */
  time: z.string(),
  network: z.strictObject({
    resolution: z.union([z.literal(32), z.literal(64), z.literal(128)]),
    width: z.int().positive(),
    classes: z.int().positive(),
    latentSize: z.int().positive(),
    sharedSize: z.int().positive(),
    attention: z.array(z.int().positive()),
  }),
  /** The made-up set it is trained on. */
  data: z.strictObject({
    season: z.enum(['spring', 'summer', 'autumn', 'winter']),
    perScene: z.int().positive(),
    flip: z.boolean(),
  }),
  training: adversarialConfigSchema,
});

/** The recipe of a base generator. */
export type BaseRecipe = z.infer<typeof baseRecipeSchema>;
