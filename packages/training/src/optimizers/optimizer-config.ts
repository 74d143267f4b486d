import { UsageError } from '@ftn/errors';
import * as z from 'zod';
import { type AdamOptions, adam } from './adam.js';
import { type AdamWOptions, adamw } from './adamw.js';
import type { OptimizerRule } from './optimizer-rule.js';
import { type SgdOptions, sgd } from './sgd.js';

const rate = z.number().positive();
const decay = z.number().min(0).default(0);
const moments = {
  beta1: z.number().min(0).max(1).default(0.9),
  beta2: z.number().min(0).max(1).default(0.999),
  epsilon: z.number().positive().default(1e-8),
};

/** An optimizer with every field it has, as a recipe's are once it is read. */
export interface OptimizerConfig {
  readonly kind: string;
  /** The learning rate, which the schedule's factor is multiplied onto. */
  readonly rate: number;
  /** The fields of its kind. */
  readonly [field: string]: string | number | boolean;
}

/** The fields of a kind of optimizer besides `kind` and `rate`, each with its check and its default. */
export type OptimizerFields = Readonly<Record<string, z.ZodType<string | number | boolean>>>;

interface OptimizerEntry {
  readonly fields: OptimizerFields;
  create(config: OptimizerConfig): OptimizerRule;
}

const table = new Map<string, OptimizerEntry>([
  [
    'sgd',
    {
      fields: { momentum: z.number().min(0).max(1).default(0), decay, nesterov: z.boolean().default(false) },
      create: (config) => sgd(config as OptimizerConfig & SgdOptions),
    },
  ],
  [
    'adam',
    {
      fields: { decay, ...moments },
      create: (config) => adam(config as OptimizerConfig & AdamOptions),
    },
  ],
  [
    'adamw',
    {
      fields: { decay: z.number().min(0).default(0.01), ...moments },
      create: (config) => adamw(config as OptimizerConfig & AdamWOptions),
    },
  ],
]);

/** The kinds of optimizers a recipe may name, those registered by a program too. */
export const optimizerKinds = (): string[] => [...table.keys()];

/**
 * Adds a kind of optimizer for this process, which recipes name by `kind`.
 *
 * @param fields what a recipe may say besides `kind` and `rate`; a field without a default must be given
 * @param create the update rule of a checked configuration
 * @throws UsageError where the kind is taken
 */
export function registerOptimizer(
  kind: string,
  fields: OptimizerFields,
  create: (config: OptimizerConfig) => OptimizerRule,
): void {
  if (table.has(kind)) {
    throw new UsageError(`the optimizer '${kind}' is already registered`, { hint: 'Choose another name.' });
  }
  table.set(kind, { fields, create });
}

/** What an optimizer of a kind must be, that kind being known. */
function schemaOf(kind: string): z.ZodType<OptimizerConfig> {
  const { fields } = table.get(kind)!;
  return z.strictObject({ kind: z.literal(kind), rate, ...fields }) as unknown as z.ZodType<OptimizerConfig>;
}

/** An optimizer as a recipe writes it. The table is looked up when a recipe is read, so that it may grow. */
export const optimizerSchema = z.looseObject({ kind: z.string(), rate }).transform((written, context) => {
  if (!table.has(written.kind)) {
    const message = `Expected one of ${optimizerKinds().join(', ')}`;
    context.issues.push({ code: 'custom', path: ['kind'], message, input: written.kind });
    return z.NEVER;
  }
  const checked = schemaOf(written.kind).safeParse(written);
  if (checked.success) return checked.data;
  for (const issue of checked.error.issues) context.issues.push({ ...issue, input: written } as never);
  return z.NEVER;
});

/** The update rule a recipe names. */
export function createRule(config: OptimizerConfig): OptimizerRule {
  return table.get(config.kind)!.create(config);
}
