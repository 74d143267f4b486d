import { suggest, UsageError } from '@ftn/errors';

/** What an option of a method may hold. */
export type OptionValue = string | number | boolean;

/** Options by name, as recipes and adapter.json write them. */
export type MethodOptions = Readonly<Record<string, OptionValue>>;

/** One option of a method: what it means, what it is unless given, and what it may be. */
export interface MethodOption<T extends OptionValue = OptionValue> {
  readonly meaning: string;
  readonly default: T;
  /** What `accepts` asks for, in words: `a number from 0`. */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  /** Of a regular expression: what it is matched against, e.g. `layer names`. */
  readonly on?: string;
  /** The patterns of layer names in a value, in the order in which the first that fits counts. */
  readonly patterns?: (value: unknown) => readonly NamePattern[];
}

/** A pattern of layer names, as it is written. */
export interface NamePattern {
  readonly pattern: string;
  readonly fits: (name: string) => boolean;
}

/** Every option of a method by name: the one place that describes them. */
export type OptionTable = Readonly<Record<string, MethodOption>>;

/** The options a table describes, each of them optional. */
export type OptionsOf<T extends OptionTable> = {
  readonly [K in keyof T]?: T[K] extends MethodOption<infer V> ? V : never;
};

/** The options a table describes, each with its value. */
export type ResolvedOptions<T extends OptionTable> = Required<OptionsOf<T>>;

/** Where a number may lie: `from` and `to` belong to it, `above` does not. */
export interface NumberRange {
  readonly from?: number;
  readonly above?: number;
  readonly to?: number;
}

function within(kind: string, { from, above, to }: NumberRange) {
  const parts = [kind];
  if (from !== undefined) parts.push(`from ${from}`);
  if (above !== undefined) parts.push(`above ${above}`);
  return {
    expected: parts.join(' ') + (to === undefined ? '' : `, at most ${to}`),
    fits: (value: number) =>
      Number.isFinite(value) &&
      value >= (from ?? Number.NEGATIVE_INFINITY) &&
      value > (above ?? Number.NEGATIVE_INFINITY) &&
      value <= (to ?? Number.POSITIVE_INFINITY),
  };
}

/** An option that is a finite number in a range. */
export function numberOption(
  meaning: string,
  initial: number,
  range: NumberRange = {},
): MethodOption<number> {
  const { expected, fits } = within('a number', range);
  return {
    meaning,
    default: initial,
    expected,
    accepts: (value) => typeof value === 'number' && fits(value),
  };
}

/** An option that is a whole number in a range. */
export function wholeOption(meaning: string, initial: number, range: NumberRange): MethodOption<number> {
  const { expected, fits } = within('a whole number', range);
  const accepts = (value: unknown) => typeof value === 'number' && Number.isInteger(value) && fits(value);
  return { meaning, default: initial, expected, accepts };
}

/** An option that is one of several words; the first is the default. */
export function choiceOption<const T extends readonly string[]>(
  meaning: string,
  words: T,
): MethodOption<T[number]> {
  const accepts = (value: unknown) => words.includes(value as string);
  return { meaning, default: words[0]!, expected: words.join(' or '), accepts };
}

/** An option that is a regular expression. */
export function patternOption(meaning: string, initial: string, on: string): MethodOption<string> {
  const accepts = (value: unknown) => {
    if (typeof value !== 'string') return false;
    try {
      return Boolean(new RegExp(value));
    } catch {
      return false;
    }
  };
  return { meaning, default: initial, expected: `a regular expression on ${on}`, accepts, on };
}

/** What options matched against the names of convolutions say they are `on`. */
export const layerNames = 'layer names';

/** The nearest name of a layer or of a part of the network (`layer4`, `layer4.0` …); where none is near, its first parts. */
function nearestPart(pattern: string, names: readonly string[]): string {
  const paths = names.map((name) => name.split('.'));
  const parts = paths.flatMap((path) => path.map((_, i) => path.slice(0, i + 1).join('.')));
  const near = suggest(pattern, [...new Set(parts)]);
  return near.startsWith('Did') ? near : suggest(pattern, [...new Set(paths.map(([first]) => first!))]);
}

/** Refuses a pattern that fits no layer, or none that an earlier one has not taken: it would say nothing. */
function requirePatterns(
  key: string,
  title: string,
  patterns: readonly NamePattern[],
  names: readonly string[],
): void {
  for (const [i, { pattern, fits }] of patterns.entries()) {
    const fitting = names.filter(fits);
    if (fitting.length === 0) {
      throw new UsageError(`'${pattern}' in option '${key}' of ${title} fits no layer of the network`, {
        hint: nearestPart(pattern, names),
      });
    }
    const earlier = patterns.slice(0, i);
    if (fitting.some((name) => !earlier.some((one) => one.fits(name)))) continue;
    throw new UsageError(
      `'${pattern}' in option '${key}' of ${title} comes after patterns that take all its layers`,
      {
        got: patterns.map((one) => one.pattern).join(', '),
        hint: 'Put it before them: the first pattern that fits counts.',
      },
    );
  }
}

/**
 * Refuses a pattern of layers that fits none of a network's convolutions: nothing would be adapted.
 *
 * @throws UsageError that names the option and some of the layers
 */
export function requireLayers(
  { title, options: table }: { readonly title: string; readonly options: OptionTable },
  options: MethodOptions,
  names: readonly string[],
): void {
  for (const [key, { on, expected, patterns }] of Object.entries(table)) {
    const value = options[key];
    if (patterns) requirePatterns(key, title, patterns(value), names);
    if (on !== layerNames || typeof value !== 'string') continue;
    if (names.some((name) => new RegExp(value).test(name))) continue;
    throw new UsageError(`option '${key}' of ${title} fits no layer of the network`, {
      expected,
      got: value,
      hint: `Its convolutions are ${names.slice(0, 3).join(', ')} … ${names.at(-1)}.`,
    });
  }
}

/**
 * Every option of a table, given or by default: options come from recipes and files too.
 *
 * @throws UsageError for an option the table has not, and for a value it does not accept
 */
export function resolveOptions<T extends OptionTable>(
  { name, title, options: table }: { readonly name: string; readonly title: string; readonly options: T },
  given: Readonly<Record<string, unknown>> = {},
): ResolvedOptions<T> {
  const known = Object.keys(table);
  for (const key of Object.keys(given)) {
    if (Object.hasOwn(table, key)) continue;
    throw new UsageError(`method '${name}' has no option '${key}'`, {
      hint: known.length > 0 ? suggest(key, known) : `'${name}' takes no options.`,
    });
  }
  const resolved = known.map((key) => {
    const option = table[key]!;
    const value = given[key] ?? option.default;
    if (option.accepts(value)) return [key, value];
    throw new UsageError(`invalid option '${key}' of ${title}`, {
      expected: option.expected,
      got: String(value),
    });
  });
  return Object.fromEntries(resolved);
}
