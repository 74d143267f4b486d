import type { Recipe, System } from '@ftn/training';
import type { CompareOptions } from '../compare/options.js';
import type { LeftOut } from '../data/data.js';
import { shortPath } from '../data/without-broken.js';

/** A recipe as a run takes it, and as it is written. */
export interface ComparedRecipe {
  readonly recipe: Recipe;
  readonly written: Recipe;
}

/** A domain with how many images its sets hold. */
interface CountedDomain {
  readonly sourceName: string;
  readonly train: { readonly length: number };
  readonly test: { readonly length: number };
  readonly leftOut?: readonly LeftOut[];
}

/** A run, as far as it may depart from its recipe. */
export interface Departing extends ComparedRecipe {
  /** What is trained; default every method of the recipe. */
  readonly systems?: readonly Pick<System, 'method'>[] | undefined;
  readonly domains: readonly CountedDomain[];
  readonly options?: Pick<CompareOptions, 'tune' | 'limit' | 'testLimit'>;
}

/** Fields that say what a recipe is of or what is tried, not what a run does. */
const about = new Set([
  ...['title', 'source', 'command', 'time', 'choices', 'paper', 'paperMultiples', 'images'],
  ...['ranks', 'seed', 'tuningBudget', 'candidates', 'domains'],
]);

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown) =>
  value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);

/** The settings of two recipes that differ, the smallest part each: `epochs: 1 (recipe: 60)`. */
function changes(written: unknown, now: unknown, path: string): string[] {
  if (isTree(written) && isTree(now)) {
    const keys = [...new Set([...Object.keys(written), ...Object.keys(now)])].filter(
      (key) => !about.has(key),
    );
    return keys.flatMap((key) => changes(written[key], now[key], path === '' ? key : `${path}.${key}`));
  }
  if (JSON.stringify(written) === JSON.stringify(now)) return [];
  return [`${path}: ${shown(now)} (recipe: ${shown(written)})`];
}

const counted = (count: number) => count.toLocaleString('en-US');

/** Domains whose images are not as many as the source's, and those of the source that are not there. */
function otherImages({ images }: Pick<Recipe, 'images'>, domains: Departing['domains']): string[] {
  if (Object.keys(images).length === 0) return [];
  const found = domains.flatMap(({ sourceName, train, test }) => {
    const of = images[sourceName];
    if (!of) return [`${sourceName}: not one of the recipe's sets`];
    if (of.train === train.length && of.test === test.length) return [];
    const got = `${counted(train.length)} for training, ${counted(test.length)} for testing`;
    return [`images of ${sourceName}: ${got} (recipe: ${counted(of.train)}, ${counted(of.test)})`];
  });
  const missing = Object.keys(images).filter((name) => domains.every((data) => data.sourceName !== name));
  return [...found, ...(missing.length > 0 ? [`without ${missing.join(', ')}`] : [])];
}

/** Images that cannot be read, all of them: their number is what the user allowed. */
function leftOutOf(domains: Departing['domains']): string[] {
  return domains.flatMap(({ sourceName, leftOut = [] }) => {
    if (leftOut.length === 0) return [];
    const list = leftOut.map(({ file, problem }) => `${shortPath(file)} (${problem})`).join(', ');
    return [`images of ${sourceName} that cannot be read are left out: ${list}`];
  });
}

/**
 * In what a run departs from the recipe it is named after: settings, images, how rates were found. Other seeds, ranks or
 * fewer methods are none: what is there was made as the recipe says.
 */
export function departures({ recipe, written, systems, domains, options = {} }: Departing): string[] {
  const trained = new Set(systems?.map(({ method }) => method) ?? Object.keys(recipe.methods));
  const narrowed = ({ methods, ...rest }: Recipe) => ({
    ...rest,
    methods: Object.fromEntries(Object.entries(methods).filter(([name]) => trained.has(name))),
  });
  const { limit, testLimit = limit } = options;
  const most = (count: number | undefined, what: string) =>
    count === undefined
      ? []
      : [`at most ${counted(count)} ${what} images of each class (of each set of maps)`];
  return [
    ...changes(narrowed(written), narrowed(recipe), ''),
    ...most(limit, 'training'),
    ...most(testLimit, 'test'),
    ...otherImages(written, domains),
    ...leftOutOf(domains),
    ...(options.tune ? ['rates: chosen on held-out images (recipe: its own)'] : []),
  ];
}
