import { UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { isRanked } from '@ftn/tensor-factors';
import { z } from 'zod';
import { splitWord } from '../recipes/method-choice.js';

const positive = z.number().int().positive();

/** Two numbers, between which values are drawn evenly by their logarithm; or the values themselves. */
const rangeSchema = z.union([
  z
    .tuple([z.number().positive(), z.number().positive()])
    .refine(([low, high]) => low < high, { message: 'the second number is the larger one' }),
  z.strictObject({ of: z.array(z.union([z.string(), z.number(), z.boolean()])).min(2) }),
]);

/** How the rates of a plan's methods are chosen on validation images before anything is reported. */
export const searchSchema = z.strictObject({
  /** By keys of methods, `methods.ftn.optimizers.factors.rate`, and `rank` for those that have one. */
  ranges: z.record(z.string().regex(/^(rank$|methods\.)/), rangeSchema),
  /** Of every method. */
  candidates: positive.default(9),
  /** How long candidates are trained: all of them, then those that are left. */
  epochs: z.array(positive).min(1),
  /** Of so many candidates the best one is trained longer. */
  keep: z.number().int().min(2).default(3),
  /** Draws the candidates and trains them; no result is reported for it. */
  seed: z.number().int().nonnegative().default(1000),
});

export type SearchSection = z.output<typeof searchSchema>;

/** The values of one candidate, by key. */
export type Candidate = Readonly<Record<string, string | number | boolean>>;

/** Three digits say a rate well enough, and are read well. */
const rounded = (value: number) => Number(value.toPrecision(3));

/** How often a candidate that is there already is drawn anew before there are taken to be no more. */
const mostDraws = 200;

/** The ranges that say something of a method. */
function rangesOf({ ranges }: SearchSection, word: string) {
  const { method } = splitWord(word);
  const own = Object.entries(ranges).filter(([key]) =>
    key === 'rank' ? isRanked(method) : key.startsWith(`methods.${method}.`),
  );
  if (own.length > 0) return own;
  throw new UsageError(`the search has no range for '${method}'`, {
    expected: `a key such as methods.${method}.optimizers.default.rate in search.ranges`,
    hint: 'Every method gets the same number of candidates: give it a range, or leave it out of the plan.',
  });
}

/**
 * The candidates of a method, no two alike: the same for the same seed, whatever other methods the plan has.
 *
 * @throws UsageError where no range is of this method, or where fewer candidates can be told apart than are asked for
 */
export function drawCandidates(search: SearchSection, word: string): Candidate[] {
  const { seed, candidates: count } = search;
  const ranges = rangesOf(search, word);
  const random = new RandomStream('search', seed, word);
  const drawn = new Map<string, Candidate>();
  for (let draws = 0; drawn.size < count && draws < count * mostDraws; draws++) {
    const values = ranges.map(([key, range]) => {
      if (!Array.isArray(range)) return [key, range.of[random.integer(range.of.length)]!] as const;
      const value = Math.exp(random.uniform(Math.log(range[0]), Math.log(range[1])));
      return [key, key === 'rank' ? Math.max(1, Math.round(value)) : rounded(value)] as const;
    });
    const candidate = Object.fromEntries(values);
    drawn.set(JSON.stringify(candidate), candidate);
  }
  if (drawn.size === count) return [...drawn.values()];
  throw new UsageError(`the ranges of '${word}' have ${drawn.size} different candidates`, {
    expected: `${count}, as every method gets`,
    hint: 'Widen a range, or lower search.candidates.',
  });
}
