import { typedCommand } from '../terminal/typed-command.js';
import type { ExperimentRequest } from './experiment.js';

/** The flags of `ftn reproduce` that take one value, by the fields of a request. */
const valued = {
  weights: '--weights',
  generator: '--generator',
  discriminator: '--discriminator',
  methods: '--methods',
  ranks: '--ranks',
  seeds: '--seeds',
  epochs: '--epochs',
  batchSize: '--batch-size',
  learningRate: '--lr',
  size: '--size',
  limit: '--limit',
  testLimit: '--test-limit',
  workers: '--workers',
  threads: '--threads',
  out: '--out',
} as const satisfies Partial<Record<keyof ExperimentRequest, string>>;

type Valued = keyof typeof valued;

const wordOf = (field: Valued, value: NonNullable<ExperimentRequest[Valued]>) =>
  typeof value === 'object' ? value.join(field === 'size' ? 'x' : ',') : String(value);

/** The command that makes one experiment as a request asks for it. */
export function experimentCommand(name: string, request: Omit<ExperimentRequest, 'command'>): string {
  const { mini, data, set, tune } = request;
  const fields = Object.entries(valued) as [Valued, string][];
  return typedCommand([
    'reproduce',
    name,
    ...(mini ? ['--mini'] : []),
    ...data.flatMap((word) => ['--data', word]),
    ...fields.flatMap(([field, flag]) => {
      const value = request[field];
      return value === undefined ? [] : [flag, wordOf(field, value)];
    }),
    ...(tune ? ['--tune'] : []),
    ...set.flatMap((assignment) => ['--set', assignment]),
  ]);
}
