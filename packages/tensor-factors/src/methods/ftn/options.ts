import { UsageError } from '@ftn/errors';
import type { CpModes } from '../../cp/factors.js';
import type { CpInit } from '../../cp/init.js';

/** Options of FTN, each with the default of the documentation. */
export interface FtnOptions {
  /** R, the rank-one terms of every ΔW. */
  readonly rank: number;
  /** Modes of the CP tensor; default `three`. */
  readonly modes?: CpModes;
  /** How factors begin; default `zero-output`, so that ΔW = 0. */
  readonly init?: CpInit;
  /** Which convolutions are adapted, by a regular expression on layer names; default all. */
  readonly layers?: string;
}

export type ResolvedFtnOptions = Required<FtnOptions>;

const known = {
  modes: ['three', 'separable'],
  init: ['zero-output', 'orthogonal', 'normal'],
} as const satisfies { modes: readonly CpModes[]; init: readonly CpInit[] };

function refuse(option: string, expected: string, got: unknown): never {
  throw new UsageError(`option '${option}' of FTN is wrong`, { expected, got: String(got) });
}

function isExpression(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
}

/** Fills in defaults and refuses what FTN cannot do: options come from recipes and files too. */
export function resolveFtnOptions(options: FtnOptions): ResolvedFtnOptions {
  const { rank, modes = 'three', init = 'zero-output', layers = '.*' } = options;
  if (!Number.isInteger(rank) || rank < 1) refuse('rank', 'a whole number from 1', rank);
  if (!known.modes.includes(modes)) refuse('modes', known.modes.join(' or '), modes);
  if (!known.init.includes(init)) refuse('init', known.init.join(' or '), init);
  if (!isExpression(layers)) refuse('layers', 'a regular expression on layer names', layers);
  return { rank, modes, init, layers };
}
