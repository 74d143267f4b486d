import type { Decoding } from '@ftn/datasets';
import { Option } from 'commander';
import { typedCommand } from '../terminal/typed-command.js';
import { fraction, oneOf, optionalNumber, positive } from './flags.js';

/** The flags that `train` and `compare` have in common, as they are typed. */
export interface TrainingFlags {
  readonly task?: string[];
  readonly recipe?: string;
  readonly set?: string[];
  readonly backbone?: string;
  readonly weights?: string;
  readonly epochs?: string;
  readonly batchSize?: string;
  readonly limit?: string;
  readonly testLimit?: string;
  readonly testFraction?: string;
  readonly skipBroken?: string;
  readonly decode?: Decoding;
  readonly workers?: string;
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

/** How photographs become pixels. */
export const decodeOption = (): Option =>
  new Option(
    '--decode <way>',
    'upright turns photographs by EXIF and lays them on white; torchvision, as its loader, does neither (default: upright)',
  ).argParser(oneOf('way of decoding', decodings));

/** What these flags ask the library for. */
export function trainingOptions(flags: TrainingFlags) {
  const { maxMemory } = flags;
  return {
    tasks: flags.task,
    recipe: flags.recipe,
    set: flags.set,
    backbone: flags.backbone,
    weights: flags.weights,
    epochs: optionalNumber('epochs', flags.epochs, 1),
    batchSize: optionalNumber('batch-size', flags.batchSize, 1),
    limit: optionalNumber('limit', flags.limit, 1),
    testLimit: optionalNumber('test-limit', flags.testLimit, 1),
    testFraction:
      flags.testFraction === undefined ? undefined : fraction('test-fraction', flags.testFraction),
    skipBroken: optionalNumber('skip-broken', flags.skipBroken, 0),
    decode: flags.decode,
    workers: optionalNumber('workers', flags.workers, 0),
    memoryLimit: maxMemory === undefined ? undefined : positive('max-memory', maxMemory) * 1e9,
    resume: flags.resume,
    allowChange: flags.allowChange,
    command: typedCommand(process.argv.slice(2)),
  };
}
