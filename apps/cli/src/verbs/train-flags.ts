import { wholeNumber } from './flags.js';

/** A classifier's recipe unless told; a generator has its own. */
export const defaultRecipe = 'default';

export interface TrainFlags {
  data?: string[];
  method?: string;
  rank?: string;
  option?: string[];
  recipe: string;
  set?: string[];
  backbone?: string;
  weights?: string;
  fromScratch?: boolean;
  joint?: boolean;
  task?: string[];
  generator?: string;
  discriminator?: string;
  out?: string;
  resume?: boolean;
  seed?: string;
  epochs?: string;
  batchSize?: string;
  limit?: string;
  saveEvery?: string;
  workers?: string;
  maxMemory?: string;
  printConfig?: boolean;
  json?: boolean;
}

/** The recipe's own assignments for options that are short for one, before those of `--set`. */
export function assignments(flags: Omit<TrainFlags, 'recipe'>): string[] {
  const { seed, epochs, batchSize, backbone } = flags;
  const whole = (key: string, option: string, text: string | undefined, least: number) =>
    text === undefined ? [] : [`${key}=${wholeNumber(option, text, least)}`];
  return [
    ...whole('seed', 'seed', seed, 0),
    ...whole('epochs', 'epochs', epochs, 1),
    ...whole('batchSize', 'batch-size', batchSize, 1),
    ...(backbone === undefined ? [] : [`backbone=${backbone}`]),
    ...(flags.set ?? []),
  ];
}
