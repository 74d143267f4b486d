import { z } from 'zod';
import { optimizersSchema } from '../loop/training-config.js';
import { scheduleSchema } from '../schedules/schedule.js';

/** One phase of a method whose training has several. */
const phaseSchema = z.strictObject({
  /** Epochs; of AdaShare's `policy`, rounds of weights and policies. */
  epochs: z.int().positive(),
  /** Default the recipe's. */
  schedule: scheduleSchema.optional(),
  /** Default the method's. */
  optimizers: optimizersSchema.optional(),
  /** Steps of an epoch, each with a batch of every domain; default those of the domain with the most batches. */
  steps: z.int().positive().optional(),
  /** The same for the steps of an epoch that move policies. */
  policySteps: z.int().positive().optional(),
});

export type RecipePhase = z.infer<typeof phaseSchema>;

/** A method as a recipe trains it. */
const methodSchema = z.strictObject({
  /** The method's own options besides the rank, e.g. `modes: separable`. */
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  optimizers: optimizersSchema,
  /** The phases of a method that is trained in phases, by their names. */
  phases: z.record(z.string(), phaseSchema).optional(),
  /** Learning rates `--tune` tries, by parameter group: all combinations. */
  candidates: z.record(z.string(), z.array(z.number().positive()).min(1)).default({}),
});

/** An experiment as one file: what is trained, how, and what the paper got. */
export const recipeSchema = z.strictObject({
  title: z.string(),
  /** Where the numbers come from, e.g. `supplement, section A.1`. */
  source: z.string(),
  /** The command that runs it. */
  command: z.string(),
  /** Measured or expected duration, with the machine. */
  time: z.string(),
  backbone: z.string(),
  input: z.strictObject({
    size: z.int().positive(),
    mean: z.tuple([z.number(), z.number(), z.number()]),
    std: z.tuple([z.number(), z.number(), z.number()]),
  }),
  /** Named presets of @ftn/datasets. */
  transforms: z.strictObject({ train: z.string(), evaluate: z.string() }),
  /** Images of each class that a made-up set draws. */
  madeUp: z
    .strictObject({ train: z.int().positive(), val: z.int().positive(), test: z.int().positive() })
    .default({ train: 60, val: 20, test: 40 }),
  epochs: z.int().positive(),
  batchSize: z.int().positive(),
  schedule: scheduleSchema,
  seed: z.int().min(0).default(0),
  /** Combinations of rates `--tune` gives every method. */
  tuningBudget: z.int().positive().default(1),
  /** Ranks FTN is compared at. */
  ranks: z.array(z.int().positive()).min(1),
  methods: z.record(z.string(), methodSchema),
  /** Choices the source leaves open, with the one taken here; printed in every report. */
  choices: z.record(z.string(), z.string()).default({}),
  /** The paper's results, by `method` or `ftn-R`, then by domain. */
  paper: z.record(z.string(), z.record(z.string(), z.number())).default({}),
  /** The paper's size of each system as a multiple of the network, by the same names. */
  paperMultiples: z.record(z.string(), z.number()).default({}),
});

export type Recipe = z.infer<typeof recipeSchema>;
