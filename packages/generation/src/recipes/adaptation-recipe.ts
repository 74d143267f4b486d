import { z } from 'zod';
import { adaptationConfigSchema } from '../adaptation/adaptation-config.js';
import { deltaPlaces, trainedLinears } from '../domain/domain-options.js';

/** An adaptation of one generator to several domains as one piece of data, with what the paper got. */
export const adaptationRecipeSchema = z.strictObject({
  title: z.string(),
  /** Where the numbers come from. */
  source: z.string(),
  /** Measured or expected duration, with the machine. */
  time: z.string(),
  /** The domains, each adapted alone. */
  domains: z.array(z.string()).min(1),
  ranks: z.array(z.int().positive()).min(1),
  linears: z.enum(trainedLinears),
  spectralNorm: z.enum(deltaPlaces),
  training: adaptationConfigSchema,
  /** Choices the source leaves open, with the one taken here. */
  choices: z.record(z.string(), z.string()).default({}),
  /** The paper's PSNR in dB, by domain, then by rank. */
  paper: z.record(z.string(), z.record(z.string(), z.number())).default({}),
});

export type AdaptationRecipe = z.infer<typeof adaptationRecipeSchema>;
