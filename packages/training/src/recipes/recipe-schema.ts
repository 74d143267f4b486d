import { denseProtocols } from '@ftn/tasks';
import { z } from 'zod';
import { earlyStoppingSchema, optimizersSchema, trainingConfigSchema } from '../loop/training-config.js';
import { scheduleSchema } from '../schedules/schedule.js';
import { transformsSchema } from './transforms.js';

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

/** A phase of a method in a recipe. */
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

const channels = z.tuple([z.number(), z.number(), z.number()]);
const side = z.int().positive();

/** An experiment as one file: what is trained, how, and what the paper got. */
export const recipeSchema = z.strictObject({
  title: z.string(),
  /** Where the numbers come from, e.g. `supplement, section A.1`. */
  source: z.string(),
  /** The command that runs it. */
  command: z.string(),
  /** Measured or expected duration, with the machine. */
  time: z.string(),
  /** The frozen network. */
  backbone: z.string(),
  /** Input pixels for one of the backbone's last features; default the backbone's own, 16 for maps. */
  outputStride: z.int().positive().optional(),
  /** What is learned of every domain. */
  tasks: z.array(z.string()).min(1).default(['classification']),
  /** Sizes of the decoder of tasks that predict maps; default the paper's. */
  decoder: z
    .strictObject({
      width: z.int().positive().optional(),
      lowLevelWidth: z.int().positive().optional(),
      rates: z.array(z.int().positive()).min(1).optional(),
    })
    .default({}),
  /** Weights and constants of the losses of maps. */
  protocol: z.enum(Object.keys(denseProtocols) as [keyof typeof denseProtocols]).default('rcm'),
  /** How NYUD's labels are counted: 41 with the background, 40 with unlabelled pixels ignored. */
  labels: z.union([z.literal(40), z.literal(41)]).default(41),
  input: z.strictObject({
    /** The side of square images, or height and width. */
    size: z.union([side, z.tuple([side, side])]),
    mean: channels,
    std: channels,
    /** Whose way of decoding photographs is taken, where the two differ; default upright. */
    decode: z.enum(['upright', 'torchvision']).optional(),
  }),
  /** A preset of @ftn/datasets by its name, or a list of steps: `[{ resize: 256 }, randomCrop, { colorJitter: { hue: 0.1 } }]`. */
  transforms: transformsSchema,
  /** The domains of data that has several, in the order they are trained in; default all. */
  domains: z.array(z.string()).min(1).optional(),
  /** Images that a made-up set draws: of each class, or of each split where images have no class. Default the set's. */
  madeUp: z.strictObject({ train: side, val: side, test: side }).optional(),
  epochs: z.int().positive(),
  batchSize: z.int().positive(),
  schedule: scheduleSchema,
  /** The share of every target that is spread evenly over all classes; default 0. Of images with a class. */
  labelSmoothing: z.number().min(0).lt(1).optional(),
  /**
   * How much an image of a class counts in the loss: `balanced` as images ÷ (classes × images of the class), or numbers by the
   * names of classes, 1 for those that are not named; default all alike.
   */
  classWeights: z.union([z.literal('balanced'), z.record(z.string(), z.number().positive())]).optional(),
  /** The images of an epoch: each once, or as many of every class as of any other; default `shuffled`. */
  sampling: z.enum(['shuffled', 'balanced']).optional(),
  /** Mixes every image of a batch with another by a share from Beta(alpha, alpha); with cutmix too, either by chance. */
  mixup: z.strictObject({ alpha: z.number().positive() }).optional(),
  /** Puts a box of another image into every image of a batch, of a share of the area from Beta(alpha, alpha). */
  cutmix: z.strictObject({ alpha: z.number().positive() }).optional(),
  /** The norm that all gradients of a domain together are scaled down to in a step; default none. */
  maxGradNorm: trainingConfigSchema.shape.maxGradNorm,
  /** Ends a training whose held-out images show no better value for some epochs; default never. */
  earlyStopping: earlyStoppingSchema.optional(),
  /**
   * The epoch an adapter holds: the last, or the best on validation images, which are held out where the data brings none.
   * Default the last, with early stopping the best.
   */
  keep: z.enum(['best', 'last']).optional(),
  seed: z.int().min(0).default(0),
  /** Combinations of rates `--tune` gives every method. */
  tuningBudget: z.int().positive().default(1),
  /** Ranks that methods with a rank are compared at. */
  ranks: z.array(z.int().positive()).min(1),
  methods: z.record(z.string(), methodSchema),
  /** Choices the source leaves open, with the one taken here; printed in every report. */
  choices: z.record(z.string(), z.string()).default({}),
  /** How many images the source's sets hold, by domain: a run on others says so. */
  images: z.record(z.string(), z.strictObject({ train: side, test: side })).default({}),
  /** The paper's results, by `method` or `method-R`, then by domain or task. */
  paper: z.record(z.string(), z.record(z.string(), z.number())).default({}),
  /** The paper's size of each system as a multiple of the network, by the same names. */
  paperMultiples: z.record(z.string(), z.number()).default({}),
});

/** A recipe, defaults filled in. */
export type Recipe = z.infer<typeof recipeSchema>;
