import { suggest, UsageError } from '@ftn/errors';
import { adaShareMethod } from './adashare/method.js';
import { fcAndBnOnlyMethod } from './fc-and-bn-only/method.js';
import { featureExtractorMethod } from './feature-extractor/method.js';
import { fineTuningMethod } from './fine-tuning/method.js';
import { ftnMethod } from './ftn/method.js';
import type { Method } from './method.js';
import { type MethodDefinition, makeMethod } from './method-definition.js';
import type { MethodOptions } from './method-options.js';
import { tapsMethod } from './taps/method.js';

/** The compared methods. Nothing outside this table asks which method it has. */
const table: readonly MethodDefinition[] = [
  featureExtractorMethod,
  fcAndBnOnlyMethod,
  ftnMethod,
  tapsMethod,
  adaShareMethod,
  fineTuningMethod,
];

const known = new Map(table.map((definition) => [definition.name, definition]));

/** The method that adapts where none is named. */
export const defaultMethod = ftnMethod.name;

/** The method without factors that everything with a rank is compared with: batch norms and head alone. */
export const rankZeroMethod = fcAndBnOnlyMethod.name;

/** The method that trains a whole network: a backbone's training, and what gains of other methods are relative to. */
export const wholeNetworkMethod = fineTuningMethod.name;

/** Every method by name, those registered after those of the table. */
export const methodNames = (): string[] => [...known.keys()];

/** Every method's definition, in the order of `methodNames`. */
export const methodDefinitions = (): MethodDefinition[] => [...known.values()];

/**
 * The definition of a method.
 *
 * @throws UsageError for a name there is none of, with the nearest
 */
export function methodDefinition(name: string): MethodDefinition {
  const definition = known.get(name);
  if (definition) return definition;
  throw new UsageError(`unknown method '${name}'`, {
    hint: `${suggest(name, methodNames())} Register your own first: \`registerMethod\`.`,
  });
}

/**
 * Makes a method of one's own known by its name: to recipes, trainings, comparisons and adapters' files. The same
 * definition may be registered again.
 *
 * @returns its name
 * @throws UsageError for a name that is taken or no word, and for options whose defaults they do not accept themselves
 */
export function registerMethod(definition: MethodDefinition): string {
  const { name } = definition;
  const taken = known.get(name);
  if (taken === definition) return name;
  if (taken) {
    throw new UsageError(`the method '${name}' is already registered`, { hint: 'Choose another name.' });
  }
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new UsageError('invalid name of a method', {
      expected: 'lower-case letters, digits and hyphens, a letter first',
      got: `'${name}'`,
    });
  }
  makeMethod(definition);
  known.set(name, definition);
  return name;
}

/** Whether a method was registered, and is none of the table. */
export const isRegistered = (name: string): boolean =>
  known.has(name) && !table.some((definition) => definition.name === name);

/** Whether a method has a rank, so that comparisons list it at several. */
export const isRanked = (name: string): boolean => Object.hasOwn(methodDefinition(name).options, 'rank');

/** The phases a method's training is defined by; none where each domain is trained alone, in one go. */
export const phasesOf = (name: string): readonly string[] => known.get(name)?.together?.phases ?? [];

/**
 * The named or defined method with its options.
 *
 * @throws UsageError for an unknown name or option, saying the nearest known one, and for a value it does not accept
 */
export function createMethod(method: string | MethodDefinition, options: MethodOptions = {}): Method {
  return makeMethod(typeof method === 'string' ? methodDefinition(method) : method, options);
}
