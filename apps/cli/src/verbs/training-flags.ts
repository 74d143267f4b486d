import type { Decoding } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { type Command, Option } from 'commander';
import { typedCommand } from '../terminal/typed-command.js';
import {
  fraction,
  oneOf,
  optionalNumber,
  positive,
  refuseValue,
  wholeNumber,
  wholeNumbers,
} from './flags.js';

/** The flags that `train`, `compare` and `reproduce` have in common, as they are typed. */
export interface RecipeFlags {
  readonly epochs?: string;
  readonly batchSize?: string;
  readonly lr?: string;
  readonly size?: string;
  readonly limit?: string;
  readonly testLimit?: string;
  readonly workers?: string;
}

/** The flags that `train` and `compare` have in common besides, as they are typed. */
export interface TrainingFlags extends RecipeFlags {
  readonly task?: string[];
  readonly recipe?: string;
  readonly set?: string[];
  readonly backbone?: string;
  readonly weights?: string;
  readonly testFraction?: string;
  readonly skipBroken?: string;
  readonly decode?: Decoding;
  readonly half?: boolean;
  readonly maxMemory?: string;
  readonly resume?: boolean;
  readonly allowChange?: boolean;
  readonly json?: boolean;
}

const decodings = ['upright', 'torchvision'] as const satisfies readonly Decoding[];

/** Whether and how much of a folder without test images is tested. */
export const testFractionOption = (): Option =>
  new Option(
    '--test-fraction <x>',
    'test a share of the images of a folder without test images, drawn by the seed',
  );

/** Whether and how many images that cannot be read are left out. */
export const skipBrokenOption = (): Option =>
  new Option(
    '--skip-broken <n>',
    'leave out images that cannot be read, at most N of each data set; the page lists them (default: the first stops training)',
  );

/** Whether adapters are stored in half precision. */
export const halfOption = (): Option =>
  new Option(
    '--half',
    'store adapters in float16, half as large, and print what each reaches before and after',
  );

/** How photographs become pixels. */
export const decodeOption = (): Option =>
  new Option(
    '--decode <way>',
    'upright turns photographs by EXIF and lays them on white; torchvision, as its loader, does neither (default: upright)',
  ).argParser(oneOf('way of decoding', decodings));

/** Adds the flags that say how long, how fast and on how much is trained, in the same words to every verb that trains. */
export const withRecipeFlags = (command: Command): Command =>
  command
    .option(
      '--epochs <n>',
      'short for --set epochs=N; methods that are trained in phases have epochs for each of these',
    )
    .option('--batch-size <n>', 'short for --set batchSize=N')
    .option(
      '--lr <x>',
      'the learning rate of every parameter group (of one: --set methods.NAME.optimizers.GROUP.rate=X)',
    )
    .option('--size <n>', 'short for --set input.size=N: the side of input images in pixels, or HEIGHTxWIDTH')
    .option('--limit <n>', 'use at most N images per class and split (N per split where images have maps)')
    .option('--test-limit <n>', 'the same for test images (default: --limit)')
    .option('--workers <n>', 'threads that decode and augment');

/** A size in pixels, `224` or `480x640`. */
function sizeOf(text: string): number | readonly [number, number] {
  const [height, width, ...more] = text.split('x').map((side) => (/^\d+$/.test(side) ? Number(side) : 0));
  const fits = (side: number | undefined) => side === undefined || (side >= 1 && Number.isSafeInteger(side));
  if (!fits(height) || !fits(width) || more.length > 0)
    refuseValue('size', 'a side in pixels or HEIGHTxWIDTH, such as 224 or 480x640', text);
  return width === undefined ? height! : [height!, width];
}

/** What these flags ask the library for. */
export function recipeOptions(flags: RecipeFlags) {
  return {
    epochs: optionalNumber('epochs', flags.epochs, 1),
    batchSize: optionalNumber('batch-size', flags.batchSize, 1),
    learningRate: flags.lr === undefined ? undefined : positive('lr', flags.lr),
    size: flags.size === undefined ? undefined : sizeOf(flags.size),
    limit: optionalNumber('limit', flags.limit, 1),
    testLimit: optionalNumber('test-limit', flags.testLimit, 1),
    workers: optionalNumber('workers', flags.workers, 0),
  };
}

/** The seeds of `--seeds 0,1,2` or `--seed 3`; undefined where neither was given. */
export function seedsOf(flags: { readonly seeds?: string; readonly seed?: string }): number[] | undefined {
  if (flags.seeds !== undefined && flags.seed !== undefined) {
    throw new UsageError('--seed and --seeds exclude each other', { hint: 'Omit one of them.' });
  }
  if (flags.seed !== undefined) return [wholeNumber('seed', flags.seed)];
  return flags.seeds === undefined ? undefined : wholeNumbers('seeds', flags.seeds);
}

/** What the flags of `train` and `compare` ask the library for. */
export function trainingOptions(flags: TrainingFlags) {
  const { maxMemory } = flags;
  return {
    tasks: flags.task,
    recipe: flags.recipe,
    set: flags.set,
    backbone: flags.backbone,
    weights: flags.weights,
    ...recipeOptions(flags),
    testFraction:
      flags.testFraction === undefined ? undefined : fraction('test-fraction', flags.testFraction),
    skipBroken: optionalNumber('skip-broken', flags.skipBroken, 0),
    decode: flags.decode,
    memoryLimit: maxMemory === undefined ? undefined : positive('max-memory', maxMemory) * 1e9,
    half: flags.half,
    resume: flags.resume,
    allowChange: flags.allowChange,
    command: typedCommand(process.argv.slice(2)),
  };
}
