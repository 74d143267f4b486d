import { z } from 'zod';
import { denseTaskNames } from '../dense/dense-task.js';
import { denseProtocols } from '../dense/protocols.js';
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

/** The seeds, rates and rounds of every recipe, whatever is learnt. */
const trainingFields = {
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
  /** The paper's results, by `method` or `ftn-R`, then by domain or task. */
  paper: z.record(z.string(), z.record(z.string(), z.number())).default({}),
  /** The paper's size of each system as a multiple of the network, by the same names. */
  paperMultiples: z.record(z.string(), z.number()).default({}),
};

/** What an experiment is and over which network it runs. */
const aboutFields = {
  title: z.string(),
  /** Where the numbers come from, e.g. `supplement, section A.1`. */
  source: z.string(),
  /** The command that runs it. */
  command: z.string(),
  /** Measured or expected duration, with the machine. */
  time: z.string(),
  backbone: z.string(),
};

const channels = z.tuple([z.number(), z.number(), z.number()]);

/** Named presets of @ftn/datasets. */
const transformsSchema = z.strictObject({ train: z.string(), evaluate: z.string() });

/** An experiment as one file: what is trained, how, and what the paper got. */
export const recipeSchema = z.strictObject({
  ...aboutFields,
  input: z.strictObject({ size: z.int().positive(), mean: channels, std: channels }),
  transforms: transformsSchema,
  /** Images of each class that a made-up set draws. */
  madeUp: z
    .strictObject({ train: z.int().positive(), val: z.int().positive(), test: z.int().positive() })
    .default({ train: 60, val: 20, test: 40 }),
  ...trainingFields,
});

export type Recipe = z.infer<typeof recipeSchema>;

/** The same for tasks of dense prediction: a decoder for each over one backbone. */
export const denseRecipeSchema = z.strictObject({
  ...aboutFields,
  /** Input pixels for one of the backbone's last features. */
  outputStride: z.int().positive().default(16),
  /** Sizes of the decoder; default the paper's. */
  decoder: z
    .strictObject({
      width: z.int().positive().optional(),
      lowLevelWidth: z.int().positive().optional(),
      rates: z.array(z.int().positive()).min(1).optional(),
    })
    .default({}),
  tasks: z.array(z.enum(denseTaskNames)).min(1),
  /** Weights and constants of the losses. */
  protocol: z.enum(Object.keys(denseProtocols) as [keyof typeof denseProtocols]).default('rcm'),
  /** How NYUD's labels are counted: 41 with the background, 40 with unlabelled pixels ignored. */
  labels: z.union([z.literal(40), z.literal(41)]).default(41),
  input: z.strictObject({
    /** Height and width that are trained on. */
    size: z.tuple([z.int().positive(), z.int().positive()]),
    mean: channels,
    std: channels,
  }),
  transforms: transformsSchema,
  /** Images of each split that a made-up set draws. */
  madeUp: z
    .strictObject({ train: z.int().positive(), val: z.int().positive(), test: z.int().positive() })
    .default({ train: 300, val: 40, test: 60 }),
  ...trainingFields,
});

export type DenseRecipe = z.infer<typeof denseRecipeSchema>;
