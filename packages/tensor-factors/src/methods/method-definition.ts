import type { Method } from './method.js';
import {
  type MethodOptions,
  type OptionsOf,
  type OptionTable,
  type ResolvedOptions,
  requireLayers,
  resolveOptions,
} from './method-options.js';

/** How a method is trained whose domains share a network that moves: all domains together, in phases. */
export interface GroupTraining {
  /** The trainer by its name in `@ftn/training`, e.g. `block-policies`. */
  readonly trainer: string;
  /** The phases, in order, for each of which a recipe gives epochs and perhaps optimizers. */
  readonly phases: readonly string[];
}

/** What a method does, given its options: a `Method` but for what its definition says of it. */
export type MethodBehaviour = Omit<Method, 'name' | 'options' | 'traits' | 'requireLayers'> & {
  readonly traits: Omit<Method['traits'], 'freezesShared'>;
};

/** A method as a row of the table: everything that is asked of it by name. */
export interface MethodDefinition<T extends OptionTable = OptionTable> {
  /** What recipes, flags and adapter.json call it: lower case, hyphens. */
  readonly name: string;
  /** What people read: `FTN`. */
  readonly title: string;
  /** One line for `ftn list methods`. */
  readonly summary: string;
  /** Its options; one called `rank` makes it a method that is compared at several ranks. */
  readonly options: T;
  /** Absent where each domain is trained alone over the frozen network. */
  readonly together?: GroupTraining;
  /** The method with these options, every one of them resolved. */
  create(options: ResolvedOptions<T>): MethodBehaviour;
}

/** A definition as it is; its options' types follow from their table. */
export function defineMethod<T extends OptionTable>(definition: MethodDefinition<T>): MethodDefinition<T> {
  return definition;
}

/**
 * The defined method with its options.
 *
 * @throws UsageError for an option it has not, or a value it does not accept
 */
export function makeMethod<T extends OptionTable>(
  definition: MethodDefinition<T>,
  options: OptionsOf<T> | MethodOptions = {},
): Method {
  const resolved = resolveOptions(definition, options);
  const behaviour = definition.create(resolved);
  return {
    ...behaviour,
    name: definition.name,
    options: { ...(resolved as MethodOptions) },
    requireLayers: (names) => requireLayers(definition, resolved as MethodOptions, names),
    traits: { ...behaviour.traits, freezesShared: definition.together === undefined },
  };
}
