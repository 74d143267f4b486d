import { suggest, UsageError } from '@ftn/errors';
import {
  isRanked,
  isRegistered,
  type MethodOptions,
  type ParameterGroup,
  phasesOf,
} from '@ftn/tensor-factors';
import type { PhaseConfig, TrainingConfig } from '../loop/training-config.js';
import type { Recipe, RecipePhase } from './recipe-schema.js';

/** Learning rates to try, by parameter group; the trials are all their combinations. */
export type RateCandidates = Readonly<Partial<Record<ParameterGroup | 'default', readonly number[]>>>;

/** A method at a rank, with what decides its training. */
export interface System {
  readonly method: string;
  readonly rank: number | null;
  /** What tells it from other systems of its method and rank: `layers=layer4`. Where it has no options of its own, absent. */
  readonly variant?: string;
  readonly options: MethodOptions;
  readonly config: TrainingConfig;
  readonly candidates: RateCandidates;
  /** Phases by name, as the recipe writes them; `phaseConfigs` fills in what they leave to the recipe. */
  readonly phases?: Readonly<Record<string, RecipePhase>>;
}

/**
 * The phases of a system, each with the recipe's schedule and the method's optimizers where it has none of its own.
 *
 * @throws UsageError where the method is trained in phases and the recipe leaves one out
 */
export function phaseConfigs(system: System): Record<string, PhaseConfig> {
  const { schedule, optimizers, maxGradNorm } = system.config;
  return Object.fromEntries(
    phasesOf(system.method).map((name) => {
      const phase = system.phases?.[name];
      if (!phase) {
        throw new UsageError(`the recipe has no phase '${name}' for '${system.method}'`, {
          expected: phasesOf(system.method).join(', '),
          hint: `Add methods.${system.method}.phases.${name} with its epochs.`,
        });
      }
      return [
        name,
        {
          ...phase,
          schedule: phase.schedule ?? schedule,
          optimizers: phase.optimizers ?? optimizers,
          ...(maxGradNorm === undefined ? {} : { maxGradNorm }),
        },
      ];
    }),
  );
}

/** What a recipe says of the systems it trains, whatever they learn. */
export type SystemFields = Pick<
  Recipe,
  'title' | 'methods' | 'epochs' | 'batchSize' | 'schedule' | 'seed' | 'maxGradNorm' | 'earlyStopping'
>;

/**
 * The row of a method that was registered and that no recipe knows: of each parameter group the first optimizer a row of
 * the recipe gives it. The methods of the table are trained by recipes that name them, and by no other.
 */
function fallbackEntry({ methods }: SystemFields, method: string): Recipe['methods'][string] | undefined {
  if (!isRegistered(method)) return undefined;
  const rows = Object.values(methods).reverse();
  const optimizers = Object.assign({}, ...rows.map((row) => row.optimizers));
  return { options: {}, optimizers, candidates: {} };
}

/** Options as a label has them, a rank that is a number apart: `layers=layer4, modes=separable`. */
const variantOf = (options: MethodOptions): string =>
  Object.entries(options)
    .filter(([key, value]) => key !== 'rank' || typeof value !== 'number')
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(', ');

/**
 * The system a recipe describes for one method.
 *
 * @param own options in place of the recipe's, the rank among them; they are the system's variant
 */
export function systemOf(recipe: SystemFields, method: string, own: MethodOptions = {}): System {
  const entry = recipe.methods[method] ?? fallbackEntry(recipe, method);
  if (!entry) {
    throw new UsageError(`the recipe '${recipe.title}' does not train '${method}'`, {
      hint: suggest(method, Object.keys(recipe.methods)),
    });
  }
  const { epochs, batchSize, schedule, seed, maxGradNorm, earlyStopping } = recipe;
  const variant = variantOf(own);
  return {
    method,
    rank: typeof own.rank === 'number' ? own.rank : null,
    ...(variant === '' ? {} : { variant }),
    options: { ...entry.options, ...own },
    config: {
      ...{ epochs, batchSize, schedule, seed, optimizers: entry.optimizers },
      // What is off has no field, so that runs of before it was there go on.
      ...(maxGradNorm === undefined ? {} : { maxGradNorm }),
      ...(earlyStopping === undefined ? {} : { earlyStopping }),
    },
    candidates: entry.candidates,
    ...(entry.phases ? { phases: entry.phases } : {}),
  };
}

/** Every method of a recipe, those with a rank at each of the ranks, in the recipe's order. */
export function systemsOf(recipe: SystemFields & Pick<Recipe, 'ranks'>): System[] {
  return Object.keys(recipe.methods).flatMap((method) =>
    isRanked(method)
      ? recipe.ranks.map((rank) => systemOf(recipe, method, { rank }))
      : [systemOf(recipe, method)],
  );
}
