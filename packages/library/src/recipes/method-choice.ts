import { UsageError } from '@ftn/errors';
import {
  type MethodDefinition,
  type MethodOption,
  type MethodOptions,
  methodDefinition,
} from '@ftn/tensor-factors';
import { nameOfMethod } from '../methods/load-method.js';

/** A method with options of its own, to stand beside others of its kind in one comparison. */
export interface MethodVariant {
  readonly method: string | MethodDefinition;
  /** In place of the recipe's options, the rank among them. */
  readonly options: MethodOptions;
}

/** A method to compare: its name, its definition, a variant of it, or a variant as one word: `ftn[layers=layer4]`. */
export type MethodChoice = string | MethodDefinition | MethodVariant;

/** A method's word without what stands in its brackets, null where it has none. */
export function splitWord(word: string): { readonly method: string; readonly options: string | null } {
  const [, method, options] = /^([^[]+)\[(.*)\]$/s.exec(word) ?? [];
  return method === undefined ? { method: word, options: null } : { method, options: options! };
}

/** A value as the option takes it: the number or the truth a word writes, else the word itself. */
function readAs(option: MethodOption | undefined, text: string): string | number | boolean {
  const truth = new Map([
    ['true', true],
    ['false', false],
  ]);
  const readings = [text === '' ? Number.NaN : Number(text), truth.get(text), text];
  return readings.find((value) => value !== undefined && option?.accepts(value)) ?? text;
}

/**
 * The options of `layers=layer4,modes=separable`. A comma begins another option where one's name follows it; else it is
 * part of the value, as in `rank=layer4=8,*=2`.
 *
 * @throws UsageError for what is no assignment, and for an option that is given twice
 */
export function parseVariant({ name, options: table }: MethodDefinition, text: string): MethodOptions {
  const parts: string[] = [];
  for (const piece of text.split(',')) {
    const begins = Object.hasOwn(table, piece.split('=', 1)[0]!.trim());
    if (begins || parts.length === 0) parts.push(piece);
    else parts.push(`${parts.pop()},${piece}`);
  }
  const found: Record<string, string | number | boolean> = {};
  for (const part of parts) {
    const cut = part.indexOf('=');
    if (cut < 1) {
      throw new UsageError(`the options of '${name}' are no assignments`, {
        expected: `${name}[option=value,option=value]`,
        got: `${name}[${text}]`,
        hint: `Its options: ${Object.keys(table).join(', ') || 'none'}.`,
      });
    }
    const key = part.slice(0, cut).trim();
    if (Object.hasOwn(found, key)) {
      throw new UsageError(`the options of '${name}' give '${key}' twice`, {
        hint: 'Leave one of them out.',
      });
    }
    found[key] = readAs(Object.hasOwn(table, key) ? table[key] : undefined, part.slice(cut + 1).trim());
  }
  return found;
}

/** The method a choice names, which is registered where it is a definition, and the options it brings. */
export function chosenMethod(choice: MethodChoice): {
  readonly method: string;
  readonly options: MethodOptions;
} {
  if (typeof choice === 'object' && 'method' in choice)
    return { method: nameOfMethod(choice.method), options: choice.options };
  const { method, options } =
    typeof choice === 'string' ? splitWord(choice) : { method: nameOfMethod(choice), options: null };
  return { method, options: options === null ? {} : parseVariant(methodDefinition(method), options) };
}
