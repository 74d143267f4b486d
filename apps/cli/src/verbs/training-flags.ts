import { typedCommand } from '../terminal/typed-command.js';
import { optionalNumber, positive } from './flags.js';

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
  readonly workers?: string;
  readonly maxMemory?: string;
  readonly resume?: boolean;
  readonly allowChange?: boolean;
  readonly json?: boolean;
}

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
    workers: optionalNumber('workers', flags.workers, 0),
    memoryLimit: maxMemory === undefined ? undefined : positive('max-memory', maxMemory) * 1e9,
    resume: flags.resume,
    allowChange: flags.allowChange,
    command: typedCommand(process.argv.slice(2)),
  };
}
