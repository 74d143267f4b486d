import { decodeText } from '@ftn/errors';
import { readRegularFileSync } from '@ftn/errors/node';
import { parseSettings } from '@ftn/training';
import { z } from 'zod';
import { searchSchema } from './search-section.js';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const natural = z.number().int().nonnegative();
const positive = z.number().int().positive();
/** A list, of which one alone may stand without brackets. */
const several = <T extends z.ZodType>(item: T) =>
  z.union([item.transform((one) => [one]), z.array(item).min(1)]);

/** What a plan says. Every list is one side of the table: each of its values is run with each of every other list. */
const planSchema = z.strictObject({
  title: z.string().optional(),
  /** As `train` takes it: folders, or words such as `mini-domains/sketch`. */
  data: several(z.string()),
  /** As `compare` takes them, variants among them: `ftn[layers=layer4]`. */
  methods: several(z.string()).default(['ftn']),
  /** Of the methods that have one; default the recipe's. */
  ranks: several(positive).optional(),
  /** Default the recipe's. */
  seeds: several(natural).optional(),
  /** What is learned, each in a run of its own; default the recipe's. */
  tasks: several(z.string()).optional(),
  /** A recipe's name or file; default that of the data. */
  recipe: z.string().optional(),
  backbone: z.string().optional(),
  weights: z.string().optional(),
  /** Changes to the recipe for all runs. */
  set: z.record(z.string(), z.unknown()).default({}),
  /** Named changes to the recipe that stand beside one another, one of them in each run. */
  variants: z.record(z.string().min(1), z.record(z.string(), z.unknown())).default({}),
  /** Keys of the recipe, each with the values it takes in turn. */
  vary: z.record(z.string(), z.array(z.unknown()).min(1)).default({}),
  limit: positive.optional(),
  testLimit: positive.optional(),
  /** Threads of one run: part of its numbers, so that it does not depend on how many runs go beside it. */
  threads: positive.default(1),
  /** Chooses rates on validation images first, as many candidates for every method. */
  search: searchSchema.optional(),
  /** Further options of methods, for all of them. */
  options: z.record(z.string(), scalar).optional(),
});

/** A sweep as its plan describes it. */
export type SweepPlan = z.output<typeof planSchema>;

/** The same as it is written, with what has a default left out. */
export type WrittenPlan = z.input<typeof planSchema>;

/** A plan has a few lines; one that is larger is another file. */
const mostBytes = 2 ** 18;

/** Checks a plan. @throws FormatError that names file, line and field */
export const parsePlan = (text: string, file: string): SweepPlan =>
  parseSettings(planSchema, text, { file }).settings;

/**
 * Reads the plan of a sweep.
 *
 * @throws StorageError for a file that is not there, FormatError with file, line and field for what is no plan
 */
export function readPlan(file: string): SweepPlan {
  const bytes = readRegularFileSync(file, { limit: mostBytes, noun: 'the plan', hint: 'Check the path.' });
  return parsePlan(decodeText(bytes, file), file);
}
