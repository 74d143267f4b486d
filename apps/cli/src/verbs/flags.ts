import { suggest, UsageError } from '@ftn/errors';
import type { SplitName } from '@ftn/library';
import type { MethodOptions } from '@ftn/tensor-factors';
import { parse } from 'yaml';

/** For options that may be given again and again. */
export const collect = (value: string, all: readonly string[] = []): string[] => [...all, value];

/** The value of an option that must be there; UsageError says how it is given. */
export function required<T>(flag: string, value: T | undefined): T {
  if (value !== undefined) return value;
  throw new UsageError(`${flag.split(' ')[0]} is missing`, { hint: `Add ${flag}.` });
}

/** Takes one of the given words; UsageError names the nearest. */
export function oneOf<T extends string>(what: string, known: readonly T[]): (word: string) => T {
  return (word) => {
    if ((known as readonly string[]).includes(word)) return word as T;
    throw new UsageError(`unknown ${what} '${word}'`, { hint: suggest(word, known) });
  };
}

/** Refuses the value of an option: `--rank takes a whole number from 1 up: got '0'.` */
export function refuseValue(option: string, takes: string, text: string): never {
  throw new UsageError(`--${option} takes ${takes}`, { got: `'${text}'` });
}

/** A number that a test lets pass; UsageError says what the option takes. */
function numberOf(option: string, text: string, takes: string, fits: (value: number) => boolean): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && fits(value)) return value;
  return refuseValue(option, takes, text);
}

/** A whole number of at least `least`. */
export const wholeNumber = (option: string, text: string, least = 0): number =>
  numberOf(option, text, `a whole number from ${least} up`, (n) => Number.isSafeInteger(n) && n >= least);

/** A number above zero. */
export const positive = (option: string, text: string): number =>
  numberOf(option, text, 'a number above 0', (n) => n > 0);

/** A number between 0 and 1, neither of them. */
export const fraction = (option: string, text: string): number =>
  numberOf(option, text, 'a number between 0 and 1, such as 0.2', (n) => n > 0 && n < 1);

/** A whole number where the option may be left out. */
export function optionalNumber(option: string, text: string | undefined, least = 0): number | undefined {
  return text === undefined ? undefined : wholeNumber(option, text, least);
}

/** Whole numbers between commas; UsageError names the option. */
export function wholeNumbers(option: string, text: string, least = 0): number[] {
  const numbers = text.split(',').map(Number);
  if (text !== '' && numbers.every((n) => Number.isInteger(n) && n >= least)) return numbers;
  return refuseValue(option, `whole numbers from ${least} up with commas between them, such as 1,4,16`, text);
}

/** `key=value` words as method options; a value is a number, true, false or a text. */
export function methodOptions(words: readonly string[] = []): MethodOptions {
  const entries = words.map((word) => {
    const cut = word.indexOf('=');
    if (cut < 1) {
      throw new UsageError(`'--option ${word}' is not an assignment`, { expected: 'key=value' });
    }
    const text = word.slice(cut + 1);
    return [word.slice(0, cut), scalar(text)] as const;
  });
  const twice = entries.find(([key], i) => entries.findIndex(([other]) => other === key) !== i);
  if (twice) {
    throw new UsageError(`--option gives '${twice[0]}' twice`, { hint: 'Leave one of them out.' });
  }
  return Object.fromEntries(entries);
}

function scalar(text: string): string | number | boolean {
  // Longer ones are no number; the parser's stack does not bear brackets without end.
  if (text.length > 100) return text;
  try {
    const value: unknown = parse(text, { logLevel: 'silent' });
    if (typeof value === 'number' || typeof value === 'boolean') return value;
  } catch {
    // Not YAML, e.g. a regular expression: the text as it is.
  }
  return text;
}

/** Names between commas, but for commas in brackets: `ftn,ftn[rank=layer4=8,*=2]`; undefined where the option was not given. */
export function names(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const found = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '[') depth++;
    else if (character === ']') depth--;
    if (character === ',' && depth <= 0) found.push('');
    else found.push(`${found.pop()}${character}`);
  }
  return found.map((name) => name.trim());
}

/** The sets of a domain, as `--split` takes them. */
export const splitNames = ['train', 'validation', 'test'] as const satisfies readonly SplitName[];
