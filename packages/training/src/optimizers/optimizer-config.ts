import { z } from 'zod';
import { adam } from './adam.js';
import type { OptimizerRule } from './optimizer-rule.js';
import { sgd } from './sgd.js';

const rate = z.number().positive();
const decay = z.number().min(0).default(0);

/** An optimizer as a recipe writes it. */
export const optimizerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sgd'),
    rate,
    momentum: z.number().min(0).max(1).default(0),
    decay,
    nesterov: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('adam'),
    rate,
    decay,
    beta1: z.number().min(0).max(1).default(0.9),
    beta2: z.number().min(0).max(1).default(0.999),
    epsilon: z.number().positive().default(1e-8),
  }),
]);

export type OptimizerConfig = z.infer<typeof optimizerSchema>;

/** The update rule a recipe names. */
export function createRule(config: OptimizerConfig): OptimizerRule {
  return config.kind === 'sgd' ? sgd(config) : adam(config);
}
